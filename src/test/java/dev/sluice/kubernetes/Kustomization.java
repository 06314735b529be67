package dev.sluice.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a folder applies: the objects that its {@code kustomization.yaml} names, those of the
 * folders that it names, and the ConfigMaps that it makes. Namespaces, images and hashes in names
 * are left out; where kubectl is there, it says whether this is what it makes of it.
 */
record Kustomization(Path folder, List<Manifest> objects, Set<Path> files) {

  private static final String FILE = "kustomization.yaml";

  static Kustomization of(Path folder) {
    List<Manifest> objects = new ArrayList<>();
    Set<Path> files = new LinkedHashSet<>();
    collect(folder.normalize(), objects, files);
    return new Kustomization(folder, objects, files);
  }

  private static void collect(Path folder, List<Manifest> objects, Set<Path> files) {
    Path file = folder.resolve(FILE);
    files.add(file);
    JsonNode tree = Manifest.read(file).get(0).tree();
    Stream.of("resources", "components")
        .flatMap(member -> tree.path(member).valueStream())
        .map(named -> folder.resolve(named.asText()).normalize())
        .forEach(
            named -> {
              if (Files.isDirectory(named)) {
                collect(named, objects, files);
              } else {
                files.add(named);
                objects.addAll(Manifest.read(named));
              }
            });
    for (JsonNode generator : tree.path("configMapGenerator")) {
      Manifest made = made(folder, generator, files);
      if (generator.path("behavior").asText().equals("replace")
          && !objects.removeIf(one -> one.toString().equals(made.toString()))) {
        throw new IllegalStateException(file + " replaces what is not there: " + made);
      }
      objects.add(made);
    }
  }

  private static Manifest made(Path folder, JsonNode generator, Set<Path> files) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata = tree.putObject("metadata");
    metadata.set("name", generator.get("name"));
    if (generator.at("/options/labels").isObject()) {
      metadata.set("labels", generator.at("/options/labels"));
    }
    ObjectNode data = tree.putObject("data");
    for (JsonNode named : generator.path("files")) {
      String[] parts = named.asText().split("=");
      Path file = folder.resolve(parts[parts.length - 1]);
      files.add(file);
      try {
        data.put(
            parts.length == 2 ? parts[0] : file.getFileName().toString(), Files.readString(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Manifest(folder.resolve(FILE).toString(), tree);
  }
}
