package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.passage.RefusedException;
import dev.sluice.testing.Soon;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PagesTest {

  @Test
  void smallPartsAreOnePage() {
    Pages.Page<String> page = page(new Pages("l", List.of("a", "b", "c")), null, sizes(3, 0, 4));

    assertThat(page.items()).containsExactly("a0", "a1", "a2", "c0", "c1", "c2", "c3");
    assertThat(page.cursor()).isEmpty();
  }

  @Test
  void largePartsAreToldPageAfterPageAndNothingIsLeftOut() {
    for (List<Integer> sizes :
        List.of(List.of(250, 30, 90), List.of(0, 0, 0), List.of(60, 60, 60), List.of(0, 100, 1))) {
      Pages pages = new Pages("l", List.of("a", "b", "c"));
      Map<String, Integer> parts = sizes(sizes.get(0), sizes.get(1), sizes.get(2));
      List<String> seen = new ArrayList<>();
      String cursor = null;
      do {
        Pages.Page<String> page = page(pages, cursor, parts);
        assertThat(page.items().size()).isLessThanOrEqualTo(Pages.MOST);
        seen.addAll(page.items());
        cursor = page.cursor().orElse(null);
      } while (cursor != null);

      List<String> all = new ArrayList<>();
      for (String part : List.of("a", "b", "c")) {
        IntStream.range(0, parts.get(part)).forEach(i -> all.add(part + i));
      }
      assertThat(seen).isEqualTo(all);
    }
  }

  @Test
  void aCursorIsOfItsListingAndItsFiltersOnly() {
    String cursor = page(Pages.of("l red"), null, Map.of("", 250)).cursor().orElseThrow();

    for (Pages other :
        List.of(Pages.of("l blue"), Pages.of("m red"), new Pages("l red", List.of("", "b")))) {
      assertThatThrownBy(() -> page(other, cursor, Map.of("", 250, "b", 1)))
          .isInstanceOfSatisfying(RefusedException.class, PagesTest::namesTheCursor);
    }
    for (String bad : List.of("", "%", "AAAA", cursor.substring(1), "A".repeat(2000))) {
      assertThatThrownBy(() -> page(Pages.of("l red"), bad, Map.of("", 250)))
          .as(bad)
          .isInstanceOfSatisfying(RefusedException.class, PagesTest::namesTheCursor);
    }
  }

  @Test
  void whatTheSourceNeverGaveIsNoCursorAndItsOwnFaultsAreItsOwn() {
    String cursor = page(Pages.of("l"), null, Map.of("", 250)).cursor().orElseThrow();
    Pages.Source<String> angry =
        (part, inner) -> Uni.createFrom().failure(new IllegalArgumentException("no"));

    assertThatThrownBy(() -> await(Pages.of("l").page(cursor, angry)))
        .isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> await(Pages.of("l").page(null, angry)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void namesTheCursor(RefusedException refused) {
    assertThat(refused.refusal().reason().status()).isEqualTo(400);
    assertThat(refused.refusal().detail()).startsWith("cursor: ");
  }

  private static Map<String, Integer> sizes(int a, int b, int c) {
    return Map.of("a", a, "b", b, "c", c);
  }

  private static Pages.Page<String> page(Pages pages, String cursor, Map<String, Integer> sizes) {
    return await(
        pages.page(
            cursor,
            (part, inner) -> {
              int from = inner.map(Integer::parseInt).orElse(0);
              int end = Math.min(from + Pages.MOST, sizes.get(part));
              return Uni.createFrom()
                  .item(
                      new Pages.Page<>(
                          IntStream.range(from, end).mapToObj(i -> part + i).toList(),
                          end < sizes.get(part)
                              ? Optional.of(Integer.toString(end))
                              : Optional.empty()));
            }));
  }

  private static <T> T await(Uni<T> asked) {
    return Soon.of(asked);
  }
}
