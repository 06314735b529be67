package dev.sluice.settings;

/** Says that upstreams come and go, and change their language, only at a start. */
final class SameUpstreams implements RoomSettings {

  private final Problems problems = new Problems();

  SameUpstreams(Layout start, Layout next) {
    for (String name : next.upstreams()) {
      if (!start.upstreams().contains(name)) {
        problems.add(
            "sluice.upstreams." + name, "an upstream that is new is there from the next start on");
      } else if (!start.dialect(name).equals(next.dialect(name))) {
        problems.add(
            "sluice.upstreams." + name + ".dialect",
            next.dialect(name),
            start.dialect(name) + " until the next start");
      }
    }
    for (String name : start.upstreams()) {
      if (!next.upstreams().contains(name)) {
        problems.add(
            "sluice.upstreams." + name, "an upstream that is gone is there until the next start");
      }
    }
  }

  @Override
  public Problems problems() {
    return problems;
  }
}
