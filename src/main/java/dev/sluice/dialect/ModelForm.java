package dev.sluice.dialect;

import java.util.regex.Pattern;

/** What a model's id may be: at most {@value #LONGEST} characters of a few kinds. */
public enum ModelForm {

  /** One that may stand in a path as one segment. */
  PLAIN("(?!\\.{1,2}$)[A-Za-z0-9._-]+", "letters, digits, '.', '_' and '-'"),

  /** One that stands in a body and may have parts, none of which is {@code .} or {@code ..}. */
  IN_PARTS(
      "(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*",
      "letters, digits, '.', '_' and '-', in parts separated by '/'");

  private static final int LONGEST = 128;

  private final Pattern pattern;
  private final String characters;

  ModelForm(String pattern, String characters) {
    this.pattern = Pattern.compile(pattern);
    this.characters = characters;
  }

  public boolean fits(String id) {
    return id.length() <= LONGEST && pattern.matcher(id).matches();
  }

  /** For a person: what fits. */
  public String sentence() {
    return "at most %d %s".formatted(LONGEST, characters);
  }
}
