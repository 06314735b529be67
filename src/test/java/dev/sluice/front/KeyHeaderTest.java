package dev.sluice.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.passage.Operation;
import dev.sluice.passage.Passage;
import dev.sluice.passage.Reason;
import dev.sluice.passage.RequestHead;
import dev.sluice.passage.SubmitKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHeaderTest {

  private final Passage passage =
      new Passage(
          new RequestHead(Operation.SUBMIT, "id-1", "apixo", "flux2", "", n -> Optional.empty()));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"8e03978e-40d5-43e8-bc93-6894a57f9324\" | 8e03978e-40d5-43e8-bc93-6894a57f9324",
        "8e03978e-40d5-43e8-bc93-6894a57f9324 | 8e03978e-40d5-43e8-bc93-6894a57f9324",
        "\"a\" | a",
        "` \"a\"\t` | a",
        "\"a\\\"b\\\\c\" | a\"b\\c",
        "\"a\";v=1 | a",
        "\"a\"; who=\"b\";x | a",
        "\"a;b\" | a;b",
        "a;b=c | a;b=c",
        "a\"b | a\"b",
        "a,b | a,b",
        "\"a,b\" | a,b",
        "!~ | !~"
      })
  void aKeyIsTheTextWhetherItIsQuotedOrNot(String line, String key) {
    assertThat(KeyHeader.read(line)).contains(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\"\"",
        "\"",
        "\"a",
        "\"a\\",
        "\"a\\\"",
        "\"a\\b\"",
        "\"a\"b",
        "\"a\" ;v=1",
        "\"a\", \"b\"",
        "a, b",
        "a b",
        "\"a b\"",
        "a\tb",
        "\"a\u0001\"",
        "a\u007f",
        "schl\u00fcssel",
        "\"\u732b\""
      })
  void whatIsNoKeyIsNone(String line) {
    assertThat(KeyHeader.read(line)).isEmpty();
  }

  @Test
  void aKeyHas255CharactersAtMostOnceItsEscapesAreResolved() {
    assertThat(KeyHeader.read("k".repeat(255))).isPresent();
    assertThat(KeyHeader.read("k".repeat(256))).isEmpty();
    assertThat(KeyHeader.read('"' + "\\\\".repeat(255) + '"')).contains("\\".repeat(255));
    assertThat(KeyHeader.read('"' + "\\\\".repeat(256) + '"')).isEmpty();
  }

  @Test
  void oneLineLeavesTheKey() {
    KeyHeader.note(passage, "apixo", List.of("\"a\""));

    assertThat(passage.find(SubmitKey.class)).contains(new SubmitKey("apixo", "a"));
    assertThat(passage.find(Objection.class)).isEmpty();
    assertThat(passage.noted(SubmitKey.class).toString()).doesNotContain("a\"");
  }

  @Test
  void withoutALineNothingIsNoted() {
    KeyHeader.note(passage, "apixo", List.of());

    assertThat(passage.notes()).isEmpty();
  }

  @Test
  void twoLinesAreRefusedAlsoWhereTheyAgree() {
    KeyHeader.note(passage, "apixo", List.of("a", "a"));

    assertObjection();
  }

  @Test
  void aBadLineIsRefusedByTheNameOfTheHeader() {
    KeyHeader.note(passage, "apixo", List.of("a b"));

    assertObjection();
  }

  private void assertObjection() {
    assertThat(passage.find(SubmitKey.class)).isEmpty();
    assertThat(passage.noted(Objection.class).refusal().reason()).isEqualTo(Reason.MALFORMED);
    assertThat(passage.noted(Objection.class).refusal().detail()).startsWith("Idempotency-Key: ");
  }
}
