package dev.sluice.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.history.Sample;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the live stream tells: each event is written once, for all who listen. */
final class LiveFeed {

  private final Supplier<Uni<Overview>> overviews;
  private final Supplier<Uni<List<Sample>>> ended;
  private final ObjectMapper json;

  /**
   * @param overviews how everything stands now
   * @param ended the steps that are over, the oldest first
   */
  LiveFeed(
      Supplier<Uni<Overview>> overviews, Supplier<Uni<List<Sample>>> ended, ObjectMapper json) {
    this.overviews = overviews;
    this.ended = ended;
    this.json = json;
  }

  /**
   * The samples of the last quarter of an hour.
   *
   * @param stepSeconds how long a step is
   */
  record HistoryView(long stepSeconds, List<SampleView> samples) {}

  /**
   * One step.
   *
   * @param at when it ended
   */
  record SampleView(String at, Map<String, TeamView> teams) {

    static SampleView of(Sample sample) {
      Map<String, TeamView> teams = new TreeMap<>();
      sample
          .teams()
          .forEach(
              (team, part) ->
                  teams.put(
                      team,
                      new TeamView(
                          part.sent(),
                          part.refusals(),
                          part.waiting(),
                          new TreeMap<>(part.slots()))));
      return new SampleView(sample.at().toString(), teams);
    }
  }

  /** One team in one step; slots by budget. */
  record TeamView(long sent, long refused, int waiting, Map<String, Integer> slots) {}

  Uni<LiveEvent> overview() {
    return overviews.get().map(now -> new LiveEvent(LiveEvent.Kind.OVERVIEW, "", write(now)));
  }

  /** The steps that are over, the oldest first. */
  Uni<List<Sample>> samples() {
    return ended.get();
  }

  LiveEvent sample(Sample sample) {
    return new LiveEvent(
        LiveEvent.Kind.SAMPLE, Long.toString(sample.endMillis()), write(SampleView.of(sample)));
  }

  /** All these at once; it has an id where there is any. */
  LiveEvent history(List<Sample> samples) {
    String id = samples.isEmpty() ? "" : Long.toString(samples.get(samples.size() - 1).endMillis());
    return new LiveEvent(
        LiveEvent.Kind.HISTORY,
        id,
        write(
            new HistoryView(
                Sample.STEP.toSeconds(), samples.stream().map(SampleView::of).toList())));
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException unwritable) {
      throw new IllegalStateException(unwritable);
    }
  }
}
