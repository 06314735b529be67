package dev.sluice.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.github.bucket4j.TimeMeter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.NullMarked;

/**
 * A few classes that break a rule, compiled from text. They lie in the packages that the rules
 * speak of, and never among the test classes, where Quarkus would take them for beans.
 */
final class Fixture {

  private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface|record|enum) (\\w+)");

  private static final String CLASSPATH = classpath();
  private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
  private static final StandardJavaFileManager FILES =
      COMPILER.getStandardFileManager(null, Locale.ROOT, null);

  private final Path folder;

  private Fixture(Path folder) {
    this.folder = folder;
  }

  /**
   * Compiles one type a source.
   *
   * @param folder an empty one
   */
  static Fixture of(Path folder, String... sources) {
    List<String> options =
        List.of(
            "-d",
            folder.toString(),
            "-source",
            "17",
            "-target",
            "17",
            "-proc:none",
            "-classpath",
            CLASSPATH);
    List<Source> units = Arrays.stream(sources).map(Source::new).toList();
    StringWriter complaints = new StringWriter();
    if (!COMPILER.getTask(complaints, FILES, null, options, null, units).call()) {
      throw new IllegalArgumentException(complaints.toString());
    }
    return new Fixture(folder);
  }

  /** What the rule has to say about it; empty where it is content. */
  List<String> violationsOf(ArchRule rule) {
    JavaClasses classes = new ClassFileImporter().importPath(folder);
    return rule.evaluate(classes).getFailureReport().getDetails();
  }

  private static String classpath() {
    return Stream.of(
            dev.sluice.passage.Stage.class,
            Uni.class,
            TimeMeter.class,
            Inject.class,
            jakarta.ws.rs.Path.class,
            ConfigProperty.class,
            NullMarked.class)
        .map(Fixture::location)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String location(Class<?> type) {
    try {
      URI found = type.getProtectionDomain().getCodeSource().getLocation().toURI();
      return Path.of(found).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    private Source(String text) {
      super(
          URI.create(
              "string:///%s/%s.java"
                  .formatted(found(PACKAGE, text).replace('.', '/'), fileName(text))),
          JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    private static String fileName(String text) {
      return TYPE.matcher(text).find() ? found(TYPE, text) : "package-info";
    }

    private static String found(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      if (!matcher.find()) {
        throw new IllegalArgumentException("no " + pattern + " in " + text);
      }
      return matcher.group(1);
    }
  }
}
