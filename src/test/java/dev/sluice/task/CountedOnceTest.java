package dev.sluice.task;

import dev.sluice.testing.TestTime;

class CountedOnceTest extends CountedOnceContract {

  @Override
  protected TaskStore store(TaskRules rules) {
    return new MemoryTaskStore(rules, 1000, new TestTime());
  }

  @Override
  protected UsageBook usage() {
    return new MemoryUsageBook(new TestTime());
  }

  @Override
  protected int timelines() {
    return 10;
  }
}
