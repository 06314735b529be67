package dev.sluice.trail;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The trail in this process: gone after a restart. Entries are kept as they are written, and weigh
 * a bounded number of bytes together; beyond it the oldest go first, though they be fewer.
 */
final class MemoryAuditTrail implements AuditTrail {

  private final long mostBytes;
  private final TreeMap<Long, byte[]> entries = new TreeMap<>();
  private long bytes;
  private long numbers;

  /**
   * @param mostBytes of all entries together, as JSON in UTF-8
   */
  MemoryAuditTrail(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Sized by the heap: a sixty-fourth of it. */
  static MemoryAuditTrail usual() {
    return new MemoryAuditTrail(Runtime.getRuntime().maxMemory() / 64);
  }

  @Override
  public Uni<Void> add(Entry entry) {
    byte[] written = EntryCodec.encoded(entry).getBytes(StandardCharsets.UTF_8);
    return Uni.createFrom().voidItem().invoke(() -> keep(written));
  }

  @Override
  public Uni<Page> list(Optional<String> cursor) {
    long before = cursor.map(MemoryAuditTrail::number).orElse(Long.MAX_VALUE);
    return Uni.createFrom().item(() -> page(before));
  }

  private static long number(String cursor) {
    if (!CURSOR.matcher(cursor).matches()) {
      throw new IllegalArgumentException("no cursor of the audit trail");
    }
    return Long.parseLong(cursor.substring(0, cursor.indexOf('-')));
  }

  private synchronized void keep(byte[] written) {
    if (entries.descendingMap().values().stream()
        .limit(COMPARED)
        .anyMatch(last -> Arrays.equals(last, written))) {
      return;
    }
    entries.put(++numbers, written);
    bytes += written.length;
    while (entries.size() > KEPT || bytes > mostBytes && entries.size() > 1) {
      bytes -= entries.pollFirstEntry().getValue().length;
    }
  }

  private synchronized Page page(long before) {
    List<Entry> page = new ArrayList<>();
    for (Map.Entry<Long, byte[]> each : entries.headMap(before, false).descendingMap().entrySet()) {
      if (page.size() == PAGE) {
        return new Page(page, Optional.of(each.getKey() + 1 + "-0"));
      }
      page.add(EntryCodec.decoded(new String(each.getValue(), StandardCharsets.UTF_8)));
    }
    return new Page(page, Optional.empty());
  }
}
