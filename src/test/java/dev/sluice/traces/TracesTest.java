package dev.sluice.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.passage.Answer;
import dev.sluice.passage.CallFollower;
import dev.sluice.passage.Onward;
import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Relayed;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.Stage;
import dev.sluice.testing.Now;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final Answer DONE = new Relayed(200, Map.of(), new byte[0]);

  private final List<SpanData> ended = new ArrayList<>();
  private final Traces traces =
      Traces.by(
          SdkTracerProvider.builder()
              .addSpanProcessor(SimpleSpanProcessor.create(new Kept(ended)))
              .build()
              .get("test"));
  private final Passage passage = passage("00-" + TRACE + "-" + PARENT + "-01");

  @Test
  void whereNobodyFollowsTheStagesAreTheSame() {
    List<Stage> stages = List.of(new LastStage());

    assertThat(Traces.off().follow("submit", stages, (p, answer) -> Map.of())).isSameAs(stages);
  }

  @Test
  void aStageIsNamedAfterItsType() {
    assertThat(Traces.name(new LongNameStage())).isEqualTo("long-name");
  }

  @Test
  void everyStageHasASpanWithinThatOfTheStageBefore() {
    walk(new LongNameStage(), new LastStage());

    assertThat(ended).extracting(SpanData::getName).containsExactly("last", "long-name", "submit");
    assertThat(ended).extracting(SpanData::getTraceId).containsOnly(TRACE);
    assertThat(ended)
        .extracting(SpanData::getParentSpanId)
        .containsExactly(ended.get(1).getSpanId(), ended.get(2).getSpanId(), PARENT);
  }

  @Test
  void aStageThatGoesOnTwiceIsTheParentOfBoth() {
    Stage twice =
        (passage, onward) -> onward.proceed(passage).chain(first -> onward.proceed(passage));

    walk(twice, new LongNameStage(), new LastStage());

    List<SpanData> attempts =
        ended.stream().filter(span -> span.getName().equals("long-name")).toList();
    assertThat(attempts).hasSize(2);
    assertThat(attempts.get(0).getParentSpanId()).isEqualTo(attempts.get(1).getParentSpanId());
  }

  @Test
  void aCallIsAChildOfItsStageAndTellsTheUpstreamSo() {
    List<Map<String, String>> told = new ArrayList<>();
    Stage calls =
        (passage, onward) -> {
          var call = passage.noted(CallFollower.class).begin("apixo");
          told.add(call.headers());
          call.end("503");
          return Uni.createFrom().item(DONE);
        };

    walk(calls);

    SpanData call = ended.get(0);
    assertThat(call.getName()).isEqualTo("upstream call");
    assertThat(call.getParentSpanId()).isEqualTo(ended.get(1).getSpanId());
    assertThat(told.get(0))
        .containsEntry("traceparent", "00-%s-%s-01".formatted(TRACE, call.getSpanId()));
  }

  @Test
  void theWholeTellsOfTheAnswer() {
    walk(new LastStage());

    assertThat(ended.get(1).getAttributes().asMap().toString()).contains("team=red");
  }

  @Test
  void whatFailsTellsItsKindAndNotItsWords() {
    Stage fails =
        (passage, onward) -> Uni.createFrom().failure(new IllegalStateException("secret"));

    assertThatThrownBy(() -> walk(fails)).hasMessageContaining("secret");

    assertThat(ended).hasSize(2);
    assertThat(ended.toString())
        .contains("java.lang.IllegalStateException")
        .doesNotContain("secret");
  }

  @Test
  void aStageThatThrowsEndsItsSpan() {
    Stage throwing =
        (passage, onward) -> {
          throw new IllegalStateException("secret");
        };

    assertThatThrownBy(() -> walk(throwing)).hasMessage("secret");

    assertThat(ended).hasSize(2);
  }

  private void walk(Stage... stages) {
    Onward way = passage -> Uni.createFrom().failure(new IllegalStateException("too far"));
    List<Stage> followed =
        traces.follow("submit", List.of(stages), (p, answer) -> Map.of("team", "red"));
    for (int i = followed.size() - 1; i >= 0; i--) {
      Stage stage = followed.get(i);
      Onward rest = way;
      way = passage -> stage.enter(passage, rest);
    }
    Now.of(way.proceed(passage));
  }

  private static Passage passage(String traceParent) {
    return new Passage(
        new RequestHead(
            Operation.SUBMIT,
            "id-1",
            "apixo",
            "flux2",
            "",
            name -> name.equals("traceparent") ? Optional.of(traceParent) : Optional.empty()));
  }

  private static final class LongNameStage implements Stage {
    @Override
    public Uni<Answer> enter(Passage passage, Onward onward) {
      return onward.proceed(passage);
    }
  }

  private static final class LastStage implements Stage {
    @Override
    public Uni<Answer> enter(Passage passage, Onward onward) {
      return Uni.createFrom().item(DONE);
    }
  }

  private record Kept(List<SpanData> ended) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      ended.addAll(spans);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
