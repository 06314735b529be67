package dev.sluice.traces;

import dev.sluice.passage.Answer;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Stage;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Puts spans around the stages of a way, or leaves it as it is. */
public final class Traces {

  private static final String STAGE = "Stage";

  private final Optional<Tracer> tracer;

  private Traces(Optional<Tracer> tracer) {
    this.tracer = tracer;
  }

  /** Nobody follows anything. */
  public static Traces off() {
    return new Traces(Optional.empty());
  }

  static Traces by(Tracer tracer) {
    return new Traces(Optional.of(tracer));
  }

  /** Whether anybody follows. */
  public boolean on() {
    return tracer.isPresent();
  }

  /**
   * The stages of a way, each in a span of its own within that of the stage before, and all of them
   * in one for the whole. The same list where nobody follows.
   *
   * @param way the name of the whole
   * @param stages in their order
   * @param account what is told of a passage at its end: few names, and values that are bounded
   */
  public List<Stage> follow(
      String way, List<Stage> stages, BiFunction<Passage, Answer, Map<String, String>> account) {
    if (tracer.isEmpty()) {
      return stages;
    }
    List<Stage> followed = new ArrayList<>();
    followed.add(
        new Spanned(
            new SpanForm(tracer.get(), way, SpanKind.SERVER),
            (passage, onward) -> onward.proceed(passage),
            account));
    for (Stage stage : stages) {
      followed.add(
          new Spanned(
              new SpanForm(tracer.get(), name(stage), SpanKind.INTERNAL),
              stage,
              (passage, answer) -> Map.of()));
    }
    return List.copyOf(followed);
  }

  /** {@code EarlierTaskStage} is {@code earlier-task}. */
  static String name(Stage stage) {
    String type = stage.getClass().getSimpleName();
    String plain = type.endsWith(STAGE) ? type.substring(0, type.length() - STAGE.length()) : type;
    return plain.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
