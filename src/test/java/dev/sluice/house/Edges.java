package dev.sluice.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Set;

/** The framework stays at the edges: which of its types are seen where. */
final class Edges {

  /** The rooms that are reached over HTTP. */
  private static final Set<String> DOORS = Set.of("front", "admin", "dashboard", "sandbox");

  /** The rooms that call others over HTTP: the REST client shares its annotations with the door. */
  private static final Set<String> ROADS = Set.of("upstream", "relay");

  private static final String PATH = "jakarta.ws.rs.Path";

  static final ArchRule REDIS_CLIENT_TYPES_STAY_WITH_REDIS =
      noClasses()
          .that(
              describe(
                  "are neither in redis nor adapters",
                  type -> !House.room(type).equals("redis") && !House.isAdapter(type)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus.redis..", "io.vertx.redis..", "io.vertx.mutiny.redis..")
          .because("without Redis nothing but an adapter may notice; one injection kills the start")
          .allowEmptyShould(true);

  static final ArchRule SERVER_TYPES_STAY_AT_THE_DOORS =
      CompositeArchRule.of(
              noClasses()
                  .that(areNotIn(DOORS))
                  .should()
                  .dependOnClassesThat()
                  .resideInAnyPackage(
                      "jakarta.ws.rs.container..",
                      "org.jboss.resteasy.reactive.server..",
                      "io.quarkus.resteasy.reactive.server..")
                  .allowEmptyShould(true))
          .and(
              noClasses()
                  .that(areNotIn(DOORS))
                  .should()
                  .dependOnClassesThat()
                  .haveFullyQualifiedName("jakarta.ws.rs.ext.ExceptionMapper")
                  .allowEmptyShould(true))
          .and(
              noClasses()
                  .that(areNotIn(DOORS))
                  .and()
                  .areNotInterfaces()
                  .should()
                  .beMetaAnnotatedWith(PATH)
                  .allowEmptyShould(true))
          .and(
              noClasses()
                  .that(areNotIn(DOORS))
                  .and(areNotIn(ROADS))
                  .should()
                  .dependOnClassesThat()
                  .resideInAPackage("jakarta.ws.rs..")
                  .allowEmptyShould(true))
          .because("answers become HTTP at the door; every other room speaks of answers")
          .allowEmptyShould(true);

  static final ArchRule NOTHING_IS_INJECTED_INTO_FIELDS =
      CompositeArchRule.of(
              noFields().should().beAnnotatedWith("jakarta.inject.Inject").allowEmptyShould(true))
          .and(
              noFields()
                  .should()
                  .beAnnotatedWith("org.eclipse.microprofile.rest.client.inject.RestClient")
                  .allowEmptyShould(true))
          .and(
              noFields()
                  .should()
                  .beAnnotatedWith("jakarta.ws.rs.core.Context")
                  .allowEmptyShould(true))
          .because("a rule is a plain class that a test makes by its one constructor")
          .allowEmptyShould(true);

  static final ArchRule CONFIGURATION_IS_MAPPED =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.eclipse.microprofile.config.inject.ConfigProperty")
          .because("a room's configuration is one mapping beside its user, checked at the start")
          .allowEmptyShould(true);

  private Edges() {}

  private static DescribedPredicate<JavaClass> areNotIn(Set<String> rooms) {
    return describe("are not in " + rooms, type -> !rooms.contains(House.room(type)));
  }
}
