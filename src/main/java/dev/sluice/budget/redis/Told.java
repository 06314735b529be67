package dev.sluice.budget.redis;

import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that the program said: a text, or a list of such.
 *
 * @param text empty for a list
 * @param items empty for a text
 * @param list which of them it is
 */
record Told(String text, List<Told> items, boolean list) {

  /** What the program answers to an errand that it could not do yet. */
  private static final Told NOTHING = text("");

  static Told text(Object text) {
    return new Told(String.valueOf(text), List.of(), false);
  }

  static Told list(List<Told> items) {
    return new Told("", List.copyOf(items), true);
  }

  /** Reads an answer of the client. */
  static Told of(@Nullable Response response) {
    if (response == null) {
      return NOTHING;
    }
    if (response.type() != ResponseType.MULTI) {
      return text(response.toString());
    }
    List<Told> items = new ArrayList<>(response.size());
    for (int i = 0; i < response.size(); i++) {
      items.add(of(response.get(i)));
    }
    return list(items);
  }

  /** An item; nothing where the list is shorter. */
  Told at(int index) {
    return index < items.size() ? items.get(index) : NOTHING;
  }

  /** Whether this is an answer: an errand that could not be done yet has none. */
  boolean done() {
    return list || !text.isEmpty();
  }

  /**
   * A whole number.
   *
   * @throws NumberFormatException where it is none
   */
  long number() {
    return Long.parseLong(text);
  }

  /** The texts of a list. */
  List<String> texts() {
    return items.stream().map(item -> item.text).toList();
  }
}
