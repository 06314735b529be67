package dev.sluice.team;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who the teams are. */
@ConfigMapping(prefix = "sluice")
public interface TeamConfig {

  /** By id: 1 to 64 letters, digits, {@code .}, {@code _} or {@code -}, the first no {@code _}. */
  Map<String, Values> teams();

  /** One team's part. */
  interface Values {

    /**
     * {@code sha256:} and 64 lower-case hex digits, or plain text of visible ASCII, which is
     * digested at the start. A team without keys cannot be used.
     */
    Optional<List<String>> keys();

    /** Globs of the model ids it may use, such as {@code flux*}. None: all. */
    Optional<List<String>> models();

    /** Globs of the callback URLs it may name. None: any public address. */
    Optional<List<String>> callbacks();

    /** Whether it may see the balance of the shared key. By default it may. */
    Optional<String> showBalance();

    /** Whether it always goes to the sandbox, where nothing costs. By default it does not. */
    Optional<String> sandbox();
  }
}
