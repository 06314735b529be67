package dev.sluice.testing;

import dev.sluice.settings.ConfiguredNames;
import dev.sluice.settings.Layout;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** A configuration without the framework: properties, and environment variables if need be. */
public final class Configured {

  private final SmallRyeConfig config;

  private Configured(
      Map<String, String> properties, Map<String, String> environment, Class<?>[] mappings) {
    var builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(properties, "test", 100))
            .withSources(new EnvConfigSource(environment, 300))
            .withMapping(Layout.Names.class)
            .withDefaultValue("smallrye.config.mapping.validate-unknown", "false");
    for (Class<?> mapping : mappings) {
      builder.withMapping(mapping);
    }
    this.config = builder.build();
  }

  /** These properties, mapped by these interfaces and by what decides who exists. */
  public static Configured by(Map<String, String> properties, Class<?>... mappings) {
    return new Configured(properties, Map.of(), mappings);
  }

  /** The same with environment variables. */
  public static Configured by(
      Map<String, String> properties, Map<String, String> environment, Class<?>... mappings) {
    return new Configured(properties, environment, mappings);
  }

  public SmallRyeConfig config() {
    return config;
  }

  public <T> T mapped(Class<T> mapping) {
    return config.getConfigMapping(mapping);
  }

  public ConfiguredNames names() {
    return new ConfiguredNames(config);
  }

  public Layout layout() {
    return new Layout(mapped(Layout.Names.class), names());
  }
}
