package dev.sluice.settings;

import java.util.List;

/**
 * The members that later versions read. They are accepted, so that one file serves several
 * versions, and the start says that they have no effect yet. What a room maps counts as read,
 * whether or not it stands here.
 */
final class Planned {

  static final List<String> MEMBERS =
      List.of(
          "sluice.max-body",
          "sluice.admin.keys.*",
          "sluice.admin.jwt.issuer",
          "sluice.admin.jwt.public-key",
          "sluice.admin.jwt.role",
          "sluice.budget.burst",
          "sluice.budget.spread",
          "sluice.budget.margin-slots",
          "sluice.budget.hold",
          "sluice.budget.cold-start",
          "sluice.records.redis",
          "sluice.waiting.per-team",
          "sluice.waiting.total",
          "sluice.tasks.retention",
          "sluice.tasks.max-age",
          "sluice.tasks.first-check",
          "sluice.tasks.min-spacing",
          "sluice.tasks.unknown-hold",
          "sluice.webhooks.allow-loopback",
          "sluice.webhooks.deny",
          "sluice.webhooks.deny[*]",
          "sluice.webhooks.timeout",
          "sluice.idempotency.retention",
          "sluice.sandbox.enabled",
          "sluice.sandbox.key",
          "sluice.sandbox.windows",
          "sluice.sandbox.windows[*]",
          "sluice.sandbox.concurrent-tasks",
          "sluice.sandbox.duration",
          "sluice.sandbox.failure-rate",
          "sluice.upstreams.*.dialect",
          "sluice.upstreams.*.url",
          "sluice.upstreams.*.key",
          "sluice.upstreams.*.requests-per-minute",
          "sluice.upstreams.*.concurrent-tasks",
          "sluice.upstreams.*.windows",
          "sluice.upstreams.*.windows[*]",
          "sluice.upstreams.*.timeout",
          "sluice.upstreams.*.user-agent",
          "sluice.upstreams.*.budget",
          "sluice.upstreams.*.webhook-hmac-key",
          "sluice.teams.*.weight",
          "sluice.teams.*.guaranteed-requests-per-minute",
          "sluice.teams.*.guaranteed-tasks",
          "sluice.teams.*.concurrent-tasks",
          "sluice.teams.*.lendable",
          "sluice.teams.*.max-wait",
          "sluice.teams.*.overflow",
          "sluice.teams.*.deferred-tasks",
          "sluice.teams.*.deferred-max-age",
          "sluice.teams.*.webhook-secret");

  private Planned() {}
}
