package dev.sluice.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** How things are called, what they say about null, and how much they are given. */
final class Names {

  private static final int MOST_PARAMETERS = 6;

  static final ArchRule NO_NAME_IS_EMPTY =
      CompositeArchRule.of(
              noClasses()
                  .should()
                  .haveNameMatching(
                      ".*(Impl|Utils?|Helpers?|Manager|Service|Controller|D[Tt][Oo])(\\$.*)?")
                  .allowEmptyShould(true))
          .and(
              noClasses()
                  .should()
                  .resideInAnyPackage("..util..", "..utils..", "..common..", "..model..")
                  .allowEmptyShould(true))
          .because("a name that fits everything says nothing, and collects what nobody placed")
          .allowEmptyShould(true);

  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes()
          .should(
              new ArchCondition<>("lie in a package that is @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  if (type.getPackage().tryGetAnnotationOfType(NullMarked.class).isEmpty()) {
                    events.add(
                        SimpleConditionEvent.violated(
                            type, type.getPackageName() + " is not @NullMarked"));
                  }
                }
              })
          .because("null is then written where it is meant and checked where it is not")
          .allowEmptyShould(true);

  /** Records are their components; enums and inner classes are given some by the compiler. */
  static final ArchRule CONSTRUCTORS_ARE_GIVEN_AT_MOST_SIX =
      constructors()
          .that()
          .areDeclaredInClassesThat(
              describe(
                  "are no records and have a name",
                  type -> !type.isRecord() && !type.isAnonymousClass() && !type.isLocalClass()))
          .should(
              new ArchCondition<>("have at most %d parameters".formatted(MOST_PARAMETERS)) {
                @Override
                public void check(JavaConstructor constructor, ConditionEvents events) {
                  int written = written(constructor);
                  if (written > MOST_PARAMETERS) {
                    events.add(
                        SimpleConditionEvent.violated(
                            constructor,
                            "%s has %d parameters".formatted(constructor.getFullName(), written)));
                  }
                }
              })
          .because("a class that needs a seventh companion has a second job")
          .allowEmptyShould(true);

  private Names() {}

  private static int written(JavaConstructor constructor) {
    JavaClass owner = constructor.getOwner();
    int given = owner.isEnum() ? 2 : owner.isInnerClass() ? 1 : 0;
    return constructor.getRawParameterTypes().size() - given;
  }
}
