package dev.sluice.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.sluice.house.House.isAdapter;
import static dev.sluice.house.House.isOurs;
import static dev.sluice.house.House.room;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may name whom. A room that is not in {@link #MAY_NAME} may not be built. */
final class Plan {

  private static final String STAGE = House.ROOT + ".passage.Stage";

  /** Under the floor: named by every room but the two that name nobody. */
  private static final Set<String> FLOOR = Set.of("redis", "time", "meters", "settings");

  /** These know no clock, no store and no configuration either. */
  private static final Set<String> NAME_NOBODY = Set.of("passage", "dialect");

  private static final Set<String> THE_PATH =
      Set.of(
          "passage",
          "dialect",
          "team",
          "routing",
          "quota",
          "budget",
          "upstream",
          "task",
          "relay",
          "deferral");

  private static final Map<String, Set<String>> MAY_NAME =
      Map.ofEntries(
          Map.entry("passage", Set.of()),
          Map.entry("dialect", Set.of()),
          Map.entry("team", Set.of("passage")),
          Map.entry("routing", Set.of("passage", "dialect", "team")),
          Map.entry("quota", Set.of("passage", "team")),
          Map.entry("budget", Set.of("passage", "team", "routing")),
          Map.entry("upstream", Set.of("passage", "dialect", "team", "routing")),
          Map.entry("task", Set.of("passage", "dialect", "team", "routing", "budget", "upstream")),
          Map.entry("relay", Set.of("passage", "dialect", "team", "task")),
          Map.entry(
              "deferral",
              Set.of("passage", "dialect", "team", "routing", "budget", "upstream", "task")),
          Map.entry("front", with(THE_PATH, "history", "traces")),
          Map.entry("history", Set.of("budget", "quota")),
          Map.entry("traces", Set.of("passage")),
          Map.entry("logs", Set.of()),
          Map.entry("trail", Set.of()),
          Map.entry("amendment", Set.of("passage", "trail")),
          Map.entry("admin", with(THE_PATH, "history", "trail", "amendment")),
          Map.entry("dashboard", THE_PATH),
          Map.entry("sandbox", Set.of("dialect")),
          Map.entry("redis", Set.of()),
          Map.entry("time", Set.of()),
          Map.entry("meters", Set.of()),
          Map.entry("settings", Set.of()));

  static final ArchRule ROOMS_ARE_FREE_OF_CYCLES =
      slices()
          .matching(House.ROOT + ".(*)..")
          .namingSlices("room $1")
          .should()
          .beFreeOfCycles()
          .because("a corridor that loops turns two rooms into one that nobody can read alone")
          .allowEmptyShould(true);

  static final ArchRule A_ROOM_NAMES_ONLY_WHAT_THE_PLAN_ALLOWS =
      classes()
          .should(haveOnlyDependencies("name only rooms that the plan allows", Plan::allowed))
          .because("data moves one way: a stage knows the nouns and what it needs, not who is next")
          .allowEmptyShould(true);

  static final ArchRule ONLY_FRONT_NAMES_STAGES =
      classes()
          .should(haveOnlyDependencies("leave stages to front", Plan::leavesStagesToFront))
          .because("the order of the path is known in one place; elsewhere a stage is nobody's")
          .allowEmptyShould(true);

  static final ArchRule ADAPTERS_ARE_NAMED_BY_NOBODY =
      classes()
          .should(haveOnlyDependencies("leave adapters alone", Plan::leavesAdaptersAlone))
          .because("everyone speaks to the port, so that a store can be changed at one place")
          .allowEmptyShould(true);

  static final ArchRule ADAPTERS_ARE_PACKAGE_PRIVATE =
      classes()
          .that(DescribedPredicate.describe("are adapters", House::isAdapter))
          .and()
          .areTopLevelClasses()
          .should()
          .notHaveModifier(JavaModifier.PUBLIC)
          .because("what cannot be seen cannot be named")
          .allowEmptyShould(true);

  private Plan() {}

  private static Set<String> with(Set<String> rooms, String... more) {
    return Stream.concat(rooms.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }

  private static boolean allowed(Dependency dependency) {
    String from = room(dependency.getOriginClass());
    String to = room(dependency.getTargetClass());
    if (!MAY_NAME.containsKey(from)) {
      return false;
    }
    return from.equals(to)
        || MAY_NAME.get(from).contains(to)
        || FLOOR.contains(to) && !NAME_NOBODY.contains(from);
  }

  private static boolean leavesStagesToFront(Dependency dependency) {
    String from = room(dependency.getOriginClass());
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    return from.equals("front")
        || from.equals(room(target))
        || target.isEquivalentTo(dev.sluice.passage.Stage.class)
        || !target.isAssignableTo(STAGE);
  }

  private static boolean leavesAdaptersAlone(Dependency dependency) {
    JavaClass target = dependency.getTargetClass().getBaseComponentType();
    return !isAdapter(target)
        || target.getPackageName().equals(dependency.getOriginClass().getPackageName());
  }

  /** Looks at dependencies among our own classes only; a class of an unknown room is one, too. */
  private static ArchCondition<JavaClass> haveOnlyDependencies(
      String description, Predicate<Dependency> allowed) {
    return new ArchCondition<>(description) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!MAY_NAME.containsKey(room(type))) {
          events.add(
              SimpleConditionEvent.violated(
                  type, "%s lies in no room of the plan".formatted(type.getName())));
        }
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> isOurs(dependency.getTargetClass().getBaseComponentType()))
            .filter(allowed.negate())
            .forEach(
                dependency ->
                    events.add(
                        SimpleConditionEvent.violated(dependency, dependency.getDescription())));
      }
    };
  }
}
