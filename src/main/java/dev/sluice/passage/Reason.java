package dev.sluice.passage;

/** The kinds of refusal: each has one HTTP status, a problem type (RFC 9457) and a title. */
public enum Reason {
  MALFORMED(400, "about:blank", "Bad Request"),
  UNAUTHENTICATED(401, "about:blank", "Unauthorized"),
  FORBIDDEN(403, "about:blank", "Forbidden"),
  NOT_FOUND(404, "about:blank", "Not Found"),
  METHOD_NOT_ALLOWED(405, "about:blank", "Method Not Allowed"),
  NOT_ACCEPTABLE(406, "about:blank", "Not Acceptable"),
  INCOMPLETE_BODY(408, "about:blank", "Request Timeout"),
  CONFLICT(409, "about:blank", "Conflict"),
  TOO_LARGE(413, "about:blank", "Content Too Large"),
  ENCODED_BODY(415, "about:blank", "Unsupported Media Type"),
  KEY_REUSED(422, "about:blank", "Unprocessable Content"),
  LIMIT(429, "https://iana.org/assignments/http-problem-types#quota-exceeded", "Too Many Requests"),
  TOO_MANY_UNKNOWN(
      429,
      "https://iana.org/assignments/http-problem-types#abnormal-usage-detected",
      "Too Many Requests"),
  FAULT(500, "about:blank", "Internal Server Error"),
  UNREACHABLE(502, "about:blank", "Bad Gateway"),
  UNAVAILABLE(
      503,
      "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
      "Service Unavailable"),
  OUTCOME_UNKNOWN(504, "about:blank", "Gateway Timeout");

  private final int status;
  private final String type;
  private final String title;

  Reason(int status, String type, String title) {
    this.status = status;
    this.type = type;
    this.title = title;
  }

  /**
   * Whether it speaks of this moment or of this upstream: what is refused so may be served later,
   * or by another.
   */
  public boolean isOfTheMoment() {
    return switch (this) {
      case LIMIT, TOO_MANY_UNKNOWN, UNREACHABLE, UNAVAILABLE -> true;
      default -> false;
    };
  }

  public int status() {
    return status;
  }

  public String type() {
    return type;
  }

  public String title() {
    return title;
  }
}
