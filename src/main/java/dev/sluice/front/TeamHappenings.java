package dev.sluice.front;

import dev.sluice.history.History;
import dev.sluice.task.TeamTasks;
import jakarta.inject.Singleton;

/** Where it is asked what became of a team's requests, and what runs of them. */
@Singleton
final class TeamHappenings {

  private final History history;
  private final TeamTasks tasks;

  TeamHappenings(History history, TeamTasks tasks) {
    this.history = history;
    this.tasks = tasks;
  }

  History history() {
    return history;
  }

  TeamTasks tasks() {
    return tasks;
  }
}
