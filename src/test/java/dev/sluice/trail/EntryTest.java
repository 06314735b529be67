package dev.sluice.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryTest {

  @Test
  void textsThatAreTooLongAreCutAndSayThatTheyWere() {
    Entry entry = entry("s".repeat(300), Map.of("n".repeat(300), "v".repeat(2000)));

    assertThat(entry.subject()).hasSize(Entry.NAME).endsWith("s…");
    assertThat(entry.after().keySet())
        .singleElement()
        .satisfies(name -> assertThat(name).hasSize(Entry.NAME).endsWith("n…"));
    assertThat(entry.after().values())
        .singleElement()
        .satisfies(value -> assertThat(value).hasSize(Entry.VALUE).endsWith("v…"));
  }

  @Test
  void noSurrogatePairIsCutInTwo() {
    Entry entry = entry("a" + "\uD83D\uDE00".repeat(200), Map.of());

    assertThat(entry.subject().codePoints().filter(point -> point >= 0xD800 && point <= 0xDFFF))
        .isEmpty();
    assertThat(EntryCodec.decoded(EntryCodec.encoded(entry))).isEqualTo(entry);
  }

  @Test
  void ofAMapThatIsTooLargeTheRestIsCounted() {
    Map<String, String> large = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      large.put("member" + i, "v".repeat(500));
    }

    Entry entry = entry("s", large);

    assertThat(entry.after()).hasSize(8).containsEntry(Entry.MORE, "93 more");
    assertThat(EntryCodec.decoded(EntryCodec.encoded(entry))).isEqualTo(entry);
  }

  @Test
  void whatANewerReplicaAddedIsPassedOver() {
    Entry entry =
        EntryCodec.decoded(
            "{\"at\":\"2026-01-31T10:00:00Z\",\"new\":{\"a\":[1,{\"b\":2}]},\"n\":1,\"who\":\"a\","
                + "\"action\":\"b\",\"subject\":\"c\",\"before\":{},\"after\":{\"x\":\"y\"}}");

    assertThat(entry.who()).isEqualTo("a");
    assertThat(entry.after()).containsExactlyEntriesOf(Map.of("x", "y"));
  }

  @Test
  void whatIsNoEntryIsRefusedWithoutBeingTold() {
    for (String text :
        List.of("", "[]", "{}", "secret", "{\"at\":\"secret\"}", "{\"before\":[1]}")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> EntryCodec.decoded(text))
          .withMessageNotContaining("secret");
    }
  }

  private static Entry entry(String subject, Map<String, String> after) {
    return new Entry(Instant.EPOCH, "who", "action", subject, Map.of(), after);
  }
}
