package dev.sluice.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one master tells of itself by INFO, which managed servers allow where they forbid CONFIG.
 * What a server does not tell is empty or 0, and no reason for complaint.
 */
record StoreReading(Map<String, String> fields) {

  private static final double PRESSED = 0.75;

  /** Reads the answer to INFO. */
  static StoreReading of(String info) {
    Map<String, String> fields = new TreeMap<>();
    info.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return new StoreReading(fields);
  }

  String version() {
    return text("redis_version");
  }

  /** The {@code maxmemory-policy}. */
  String policy() {
    return text("maxmemory_policy");
  }

  /** Whether it would forget what it was told to keep, once its memory is full (law G6). */
  boolean evicts() {
    return !policy().isEmpty() && !policy().equals("noeviction");
  }

  /** Bytes. */
  long used() {
    return number("used_memory");
  }

  /** Bytes; 0 where it is not limited. */
  long limit() {
    return number("maxmemory");
  }

  /** Whether more than 75 % of its memory is in use (law G6). */
  boolean pressed() {
    return limit() > 0 && used() > PRESSED * limit();
  }

  long replicas() {
    return number("connected_slaves");
  }

  /** Whether it takes writes only while a replica keeps up; told by a field that is there then. */
  boolean needsReplicas() {
    return fields.containsKey("min_slaves_good_slaves");
  }

  boolean appendOnly() {
    return text("aof_enabled").equals("1");
  }

  /** What is wrong with it and can be put right by whoever runs it. */
  List<String> complaints() {
    List<String> all = new ArrayList<>();
    if (evicts()) {
      all.add("maxmemory-policy is %s and not noeviction".formatted(policy()));
    }
    if (replicas() > 0 && !needsReplicas()) {
      all.add("it has replicas and min-replicas-to-write is 0");
    }
    if (pressed()) {
      all.add("memory is used to %d %%".formatted(used() * 100 / limit()));
    }
    return all;
  }

  private String text(String field) {
    return fields.getOrDefault(field, "");
  }

  private long number(String field) {
    String value = text(field);
    return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
  }
}
