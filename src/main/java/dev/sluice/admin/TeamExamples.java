package dev.sluice.admin;

/** Teams and keys as the document of the API shows them. */
final class TeamExamples {

  static final String MEMBERS =
      "The members that a team has in the configuration, below sluice.teams.<team>.";

  static final String NEW_TEAM =
      """
      {"id": "blue", "weight": 2, "requests-per-minute": 600, "models": ["flux*"]}
      """;

  static final String CHANGED_TEAM =
      """
      {"weight": 3, "concurrent-tasks": 50}
      """;

  static final String KEYS_END =
      """
      {"expires": "2027-01-31T00:00:00Z"}
      """;

  static final String KEY =
      """
      {"keyId": "k_5f0c9a1b2d3e", "key": "slk_…", "expires": "2027-01-31T00:00:00Z", "old": null}
      """;

  static final String ROTATED_KEY =
      """
      {"keyId": "k_91c4e07ab6f2", "key": "slk_…", "expires": null,
       "old": {"keyId": "k_5f0c9a1b2d3e", "expires": "2026-12-01T12:00:00Z"}}
      """;

  static final String TEAM =
      """
      {"id": "blue", "declared": false, "settings": {"weight": "2", "models": ["flux*"]},
       "keys": [{"keyId": "k_5f0c9a1b2d3e", "declared": false,
         "created": "2026-11-30T12:00:00Z", "expires": null}]}
      """;

  static final String TEAMS = "{\"teams\": [" + TEAM + "]}";

  private TeamExamples() {}
}
