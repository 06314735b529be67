package dev.sluice.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.Predefined;

/** The house as it was built, and how its packages are called. */
final class House {

  static final String ROOT = "dev.sluice";

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private House() {}

  /** Every class of src/main/java. */
  static JavaClasses main() {
    return MAIN;
  }

  /** Whether a class is one of ours. */
  static boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
  }

  /** The room of one of our classes: the first package below the root, empty for the root. */
  static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.length() <= ROOT.length() ? "" : name.substring(ROOT.length() + 1).split("\\.")[0];
  }

  /** Whether a class lies in {@code X.redis} of a room X: one implementation of a port. */
  static boolean isAdapter(JavaClass type) {
    return isOurs(type) && type.getPackageName().matches("dev\\.sluice\\.\\w+\\.redis(\\..+)?");
  }
}
