package dev.sluice.task;

/**
 * What a team said when it submitted a task.
 *
 * @param dialect the name of the language that it spoke: that of the door it came to
 * @param model the model id that it asked for, which may be another than the upstream was told
 */
public record Asked(String dialect, String model) {}
