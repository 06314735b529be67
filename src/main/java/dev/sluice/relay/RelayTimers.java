package dev.sluice.relay;

import dev.sluice.time.Timers.Alarm;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the room has set to go off again and again, to be taken back together. */
final class RelayTimers {

  private final List<Alarm> alarms = new CopyOnWriteArrayList<>();

  void add(Alarm alarm) {
    alarms.add(alarm);
  }

  void cancel() {
    alarms.forEach(Alarm::cancel);
  }
}
