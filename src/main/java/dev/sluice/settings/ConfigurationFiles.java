package dev.sluice.settings;

import io.quarkus.runtime.configuration.QuarkusConfigBuilderCustomizer;
import io.smallrye.config.PropertiesConfigSourceLoader;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/**
 * The files that configuration is read from while the gateway runs: {@code application.yaml},
 * {@code .yml} and {@code .properties} in {@code config/} of the working directory, those of the
 * profile, and what {@code quarkus.config.locations} names. Blocks; not for an event loop.
 */
final class ConfigurationFiles {

  private static final Pattern APPLICATION =
      Pattern.compile("application(-.+)?\\.(ya?ml|properties)");

  /** As Quarkus ranks that file: above the jar's own, below the environment. */
  private static final int PROPERTIES_ORDINAL = 260;

  /** The most that all files together may be, in bytes. */
  static final long MOST = 4L << 20;

  private static final String LOCATIONS = "quarkus.config.locations";

  private final Path directory;
  private final List<Path> locations;
  private final SmallRyeConfig running;

  /**
   * @param running what the start read
   */
  ConfigurationFiles(SmallRyeConfig running) {
    this.running = running;
    this.directory = Path.of(System.getProperty("user.dir"), "config");
    this.locations =
        running.getOptionalValues(LOCATIONS, String.class).orElse(List.of()).stream()
            .map(ConfigurationFiles::path)
            .flatMap(Optional::stream)
            .toList();
  }

  /** What has no bound would take the memory of a gateway that runs. */
  static final class TooLarge extends IOException {

    private static final long serialVersionUID = 1L;

    TooLarge(long size) {
      super(
          "the files are %d bytes together; allowed are at most %d while it runs"
              .formatted(size, MOST));
    }
  }

  /**
   * A digest of all that stands in the files. Symbolic links are followed: a mounted ConfigMap is
   * replaced by moving one.
   */
  String digest() throws IOException {
    MessageDigest digest = sha256();
    for (Path file : files()) {
      digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
      try (InputStream content = Files.newInputStream(file)) {
        content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** How large all of them are together, in bytes. */
  long size() throws IOException {
    long size = 0;
    for (Path file : files()) {
      size += Files.size(file);
    }
    return size;
  }

  /** Whether any of them was written after that moment, Unix milliseconds. */
  boolean writtenSince(long millis) throws IOException {
    for (Path file : files()) {
      if (Files.getLastModifiedTime(file).toMillis() >= millis) {
        return true;
      }
    }
    return false;
  }

  /** The files that are there, in the order of their names. */
  private TreeSet<Path> files() throws IOException {
    var files = new TreeSet<Path>();
    for (Path place : Stream.concat(Stream.of(directory), locations.stream()).toList()) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> inside = Files.list(place)) {
          inside.filter(ConfigurationFiles::isConfiguration).forEach(files::add);
        }
      } else if (Files.isRegularFile(place)) {
        files.add(place);
      }
    }
    return files;
  }

  /**
   * Reads them.
   *
   * @throws TooLarge where they are larger than {@link #MOST}
   * @throws RuntimeException where one cannot be read; its text may quote the file, and is not to
   *     be shown
   */
  Written read() throws IOException {
    long size = size();
    if (size > MOST) {
      throw new TooLarge(size);
    }
    var builder =
        new SmallRyeConfigBuilder()
            .forClassLoader(Thread.currentThread().getContextClassLoader())
            .withProfiles(running.getProfiles())
            .addDefaultInterceptors()
            .addDiscoveredInterceptors()
            .addDiscoveredConverters()
            .addDefaultSources()
            .addDiscoveredSources()
            .withSources(
                (ConfigSourceProvider)
                    loader ->
                        PropertiesConfigSourceLoader.inFileSystem(
                            directory.resolve("application.properties").toUri().toString(),
                            PROPERTIES_ORDINAL,
                            loader));
    new QuarkusConfigBuilderCustomizer().configBuilder(builder);
    return Written.of(builder.build());
  }

  private static boolean isConfiguration(Path file) {
    return Files.isRegularFile(file)
        && APPLICATION.matcher(String.valueOf(file.getFileName())).matches();
  }

  private static Optional<Path> path(String location) {
    try {
      URI uri = URI.create(location.trim());
      return uri.getScheme() == null || uri.getScheme().equals("file")
          ? Optional.of(uri.getScheme() == null ? Path.of(location.trim()) : Path.of(uri))
          : Optional.empty();
    } catch (IllegalArgumentException noPlace) {
      return Optional.empty();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
