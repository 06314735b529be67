package dev.sluice.kubernetes;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file {@code kustomization.yaml}, as far as we use it: what is not here is refused. */
record Kustomize(
    String apiVersion,
    String kind,
    @Nullable String namespace,
    @Nullable List<String> resources,
    @Nullable List<String> components,
    @Nullable List<Generator> configMapGenerator,
    @Nullable List<Image> images) {

  record Generator(
      String name, @Nullable String behavior, List<String> files, @Nullable Options options) {}

  record Options(@Nullable Boolean disableNameSuffixHash, @Nullable Map<String, String> labels) {}

  record Image(String name, @Nullable String newName, String newTag) {}
}
