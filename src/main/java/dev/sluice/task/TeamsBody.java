package dev.sluice.task;

import dev.sluice.dialect.SubmitBody;

/** The note that holds a submit's body as it was before anything was edited for one attempt. */
record TeamsBody(SubmitBody body) {}
