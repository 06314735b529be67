package dev.sluice.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1 that is its own authority, made anew by {@code keytool}. */
public final class TestCertificate implements AutoCloseable {

  private static final String PASSWORD = "not-a-secret";

  private final Path folder;
  private final KeyStore store;

  private TestCertificate(Path folder, KeyStore store) {
    this.folder = folder;
    this.store = store;
  }

  /** For the server at 127.0.0.1. */
  public static TestCertificate make() {
    return make("ip:127.0.0.1");
  }

  /**
   * For another one.
   *
   * @param name {@code ip:} or {@code dns:} and its name
   */
  public static TestCertificate make(String name) {
    try {
      Path folder = Files.createTempDirectory("sluice-certificate");
      Path file = folder.resolve("store.p12");
      keytool(
          List.of(
              "-genkeypair",
              "-alias",
              "self",
              "-keyalg",
              "RSA",
              "-keysize",
              "2048",
              "-dname",
              "CN=127.0.0.1",
              "-ext",
              "san=" + name,
              "-ext",
              "bc:c",
              "-storetype",
              "PKCS12",
              "-keystore",
              file.toString(),
              "-storepass",
              PASSWORD));
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD.toCharArray());
      }
      Key key = store.getKey("self", PASSWORD.toCharArray());
      pem(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded());
      pem(
          folder.resolve("certificate.pem"),
          "CERTIFICATE",
          store.getCertificate("self").getEncoded());
      return new TestCertificate(folder, store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(List<String> arguments) throws IOException {
    Stream<String> program =
        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    Process keytool =
        new ProcessBuilder(Stream.concat(program, arguments.stream()).toList())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool ended with " + keytool.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void pem(Path file, String what, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
  }

  /** The certificate as PEM. */
  public Path certificate() {
    return folder.resolve("certificate.pem");
  }

  /** Its private key as PEM. */
  public Path privateKey() {
    return folder.resolve("key.pem");
  }

  Socket trustingSocket() throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("self", store.getCertificate("self"));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory().createSocket();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
