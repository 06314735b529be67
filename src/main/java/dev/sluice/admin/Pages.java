package dev.sluice.admin;

import dev.sluice.passage.RefusedException;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A listing that is told in pages, and perhaps in parts, one after the other. Its cursors are of
 * this listing and of no other: one that was given for another, or for another filter, is refused.
 */
final class Pages {

  /** How many items a page has at most. */
  static final int MOST = 100;

  private static final int LONGEST = 1024;
  private static final String END = "\n";

  private final String listing;
  private final List<String> parts;

  /**
   * A page.
   *
   * @param cursor to be given for the next page; empty with the last one
   */
  record Page<T>(List<T> items, Optional<String> cursor) {}

  /** Tells a page of a part. */
  @FunctionalInterface
  interface Source<T> {

    /**
     * @param cursor as the source gave it with the page before; one that it never gave fails with
     *     an {@link IllegalArgumentException}
     */
    Uni<Page<T>> page(String part, Optional<String> cursor);
  }

  private record Mark(String part, Optional<String> inner) {}

  /**
   * @param listing its name, and its filters
   * @param parts at least one
   */
  Pages(String listing, List<String> parts) {
    this.listing = listing + " " + parts;
    this.parts = parts;
  }

  /** A listing of one part. */
  static Pages of(String listing) {
    return new Pages(listing, List.of(""));
  }

  /** The page that the cursor leads to, or the first one; 400 for a cursor of nothing here. */
  <T> Uni<Page<T>> page(@Nullable String cursor, Source<T> source) {
    Mark mark = cursor == null ? new Mark(parts.get(0), Optional.empty()) : read(cursor);
    return Uni.createFrom()
        .deferred(() -> from(mark, source))
        .onFailure(failure -> cursor != null && failure instanceof IllegalArgumentException)
        .transform(failure -> noCursor());
  }

  private <T> Uni<Page<T>> from(Mark mark, Source<T> source) {
    return source.page(mark.part(), mark.inner()).chain(page -> told(mark, page, source));
  }

  /** A part that has ended is followed by the next one, as far as both are one page. */
  private <T> Uni<Page<T>> told(Mark mark, Page<T> page, Source<T> source) {
    if (page.cursor().isPresent()) {
      return Uni.createFrom()
          .item(
              new Page<>(page.items(), Optional.of(written(new Mark(mark.part(), page.cursor())))));
    }
    Optional<Mark> next = partAfter(mark.part()).map(part -> new Mark(part, Optional.empty()));
    return next.isEmpty()
        ? Uni.createFrom().item(page)
        : from(next.get(), source).map(more -> together(page, next.get(), more));
  }

  private <T> Page<T> together(Page<T> first, Mark second, Page<T> more) {
    if (first.items().size() + more.items().size() > MOST) {
      return new Page<>(first.items(), Optional.of(written(second)));
    }
    List<T> items = new ArrayList<>(first.items());
    items.addAll(more.items());
    return new Page<>(items, more.cursor());
  }

  private Optional<String> partAfter(String part) {
    int next = parts.indexOf(part) + 1;
    return next < parts.size() ? Optional.of(parts.get(next)) : Optional.empty();
  }

  private String written(Mark mark) {
    String text = listing + END + mark.part() + END + mark.inner().orElse("");
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Mark read(String cursor) {
    if (cursor.length() > LONGEST) {
      throw noCursor();
    }
    String[] words;
    try {
      words =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(END, -1);
    } catch (IllegalArgumentException noBase64) {
      throw noCursor();
    }
    if (words.length != 3 || !words[0].equals(listing) || !parts.contains(words[1])) {
      throw noCursor();
    }
    return new Mark(words[1], words[2].isEmpty() ? Optional.empty() : Optional.of(words[2]));
  }

  private static RefusedException noCursor() {
    return Asking.bad("cursor", "what the page before gave, with the same filters");
  }
}
