package dev.sluice.redis;

import io.vertx.redis.client.impl.RedisURI;
import java.net.URI;

/** Addresses as in {@code quarkus.redis.hosts}. They may hold a password: never to be logged. */
final class Address {

  private Address() {}

  /** As another one, with its scheme, login and parameters, but another host and port. */
  static String beside(String other, String host, int port) {
    URI uri = URI.create(other);
    String login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
    String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return uri.getScheme() + "://" + login + name + ":" + port + path + query;
  }

  /** Host and port alone, which may be logged. */
  static String place(String address) {
    return new RedisURI(address).socketAddress().toString();
  }

  /** The host alone. */
  static String host(String address) {
    return URI.create(address).getHost();
  }
}
