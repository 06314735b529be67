package dev.sluice.upstream;

import dev.sluice.dialect.Dialect;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import java.net.URI;
import java.util.function.Supplier;

/**
 * Where a road leads, and in which language is spoken there.
 *
 * @param base the base of its paths; known when the first request is sent
 */
record Destination(Dialect dialect, Supplier<URI> base) {

  /** A client of it; all else is for the builder to have been told. */
  VendorClient client(QuarkusRestClientBuilder builder) {
    return builder.baseUri(base.get()).build(VendorClient.of(dialect));
  }
}
