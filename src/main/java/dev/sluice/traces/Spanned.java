package dev.sluice.traces;

import dev.sluice.passage.Answer;
import dev.sluice.passage.CallFollower;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Stage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A stage in a span, which lasts until its answer is there or given up. */
final class Spanned implements Stage {

  private final SpanForm form;
  private final Stage stage;
  private final BiFunction<Passage, Answer, Map<String, String>> account;

  Spanned(SpanForm form, Stage stage, BiFunction<Passage, Answer, Map<String, String>> account) {
    this.form = form;
    this.stage = stage;
    this.account = account;
  }

  @Override
  public Uni<Answer> enter(Passage passage, Onward onward) {
    Within within = form.begin(passage);
    passage.note(CallFollower.class, within);
    try {
      return stage
          .enter(
              passage,
              further -> {
                // Where a stage goes on more than once, each time begins here.
                further.note(CallFollower.class, within);
                return onward.proceed(further);
              })
          .onTermination()
          .invoke(
              (answer, failure, cancelled) ->
                  end(within.span(), passage, answer, cancelled ? "cancelled" : name(failure)));
    } catch (RuntimeException surprise) {
      end(within.span(), passage, null, name(surprise));
      throw surprise;
    }
  }

  /** The kind of a failure, and not its words: they may quote anything. */
  private static String name(@Nullable Throwable failure) {
    return failure == null ? "" : failure.getClass().getName();
  }

  private void end(Span span, Passage passage, @Nullable Answer answer, String broken) {
    if (answer != null) {
      account.apply(passage, answer).forEach(span::setAttribute);
    }
    if (!broken.isEmpty()) {
      span.setAttribute("error.type", broken);
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }
}
