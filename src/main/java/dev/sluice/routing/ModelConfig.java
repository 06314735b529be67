package dev.sluice.routing;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What upstreams are told in the place of the model ids that teams say. */
@ConfigMapping(prefix = "sluice")
public interface ModelConfig {

  /**
   * By the id that teams say, then by the upstream's name. An upstream that does not stand here is
   * told the id as it is, where it speaks the team's language, and nothing where it does not.
   */
  Map<String, Map<String, Words>> models();

  /** What one upstream is told in the place of one id. */
  interface Words {

    /** The id. By default the one that teams say, or none where there are ids by mode. */
    Optional<String> model();

    /** The id by the value of {@code input.mode}; {@code model} stands for all other modes. */
    Map<String, String> modelByMode();

    /** What differs in {@code input}, for teams that speak another language than the upstream. */
    Input input();
  }

  /** Changes to the members of {@code input}, by their names there. */
  interface Input {

    /** What a member is called instead. */
    Map<String, String> rename();

    /** By a member's name: what is told in the place of a value. Other values stay. */
    Map<String, Map<String, String>> map();

    /** Members that are not told. */
    Optional<List<String>> drop();

    /** Values of members that would be missing, by the name that is told. */
    Map<String, String> defaults();
  }
}
