package dev.sluice.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import jakarta.annotation.Priority;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.util.List;
import org.jboss.resteasy.reactive.client.impl.ClientRequestContextImpl;
import org.jboss.resteasy.reactive.client.impl.RestClientRequestContext;
import org.jspecify.annotations.Nullable;

/**
 * The one place that leans on the client's inner workings: it learns when a connection is in hand
 * and not a byte has left, asks the {@link Exchange} whether it may, and watches the size of the
 * answer.
 *
 * <p>A request with a body passes {@link #aroundWriteTo} at that moment. A request without one does
 * not, but its header is put into words at that moment: so one of its headers asks when it is.
 * Filters run before, while the request still waits for a connection.
 */
@Priority(Integer.MAX_VALUE)
final class ConnectionHook implements ClientRequestFilter, WriterInterceptor {

  /** The largest answer that is read, in bytes. */
  static final int MAX_ANSWER = 1 << 20;

  private static final String CALL = ConnectionHook.class.getName();
  private static final String ASKING_HEADER = "Via";

  @Override
  public void filter(ClientRequestContext context) {
    RestClientRequestContext client =
        ((ClientRequestContextImpl) context).getRestClientRequestContext();
    Call call = new Call(exchangeOf(context), client);
    context.getHeaders().keySet().retainAll(List.of("Content-Type"));
    call.exchange.headers().forEach((name, value) -> context.getHeaders().putSingle(name, value));
    if (context.hasEntity()) {
      context.setProperty(CALL, call);
    } else {
      context
          .getHeaders()
          .putSingle(
              ASKING_HEADER, new AskingValue(call, call.exchange.headers().get(ASKING_HEADER)));
    }
  }

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    ((Call) context.getProperty(CALL)).ask();
    context.proceed();
  }

  private static Exchange exchangeOf(ClientRequestContext context) {
    Object parameters =
        context.getProperty(RestClientRequestContext.INVOKED_METHOD_PARAMETERS_PROP);
    return ((List<?>) parameters)
        .stream()
            .filter(Exchange.class::isInstance)
            .map(Exchange.class::cast)
            .findFirst()
            .orElseThrow();
  }

  /** The request did not leave, and its connection was given back. */
  static final class NotSent extends RuntimeException {
    NotSent() {
      super("withdrawn before it was sent", null, false, false);
    }
  }

  private record AskingValue(Call call, @Nullable String value) {
    @Override
    public String toString() {
      call.ask();
      return String.valueOf(value);
    }
  }

  private static final class Call {
    private final Exchange exchange;
    private final RestClientRequestContext client;
    private boolean asked;

    private Call(Exchange exchange, RestClientRequestContext client) {
      this.exchange = exchange;
      this.client = client;
    }

    private synchronized void ask() {
      HttpClientRequest request = client.getHttpClientRequest();
      if (request == null || asked) {
        return;
      }
      asked = true;
      // What breaks is told by the answer that fails; unheard, each would be logged with its stack.
      request.exceptionHandler(broken -> {});
      request.connection().exceptionHandler(broken -> {});
      if (!exchange.leave(request)) {
        request.reset();
        throw new NotSent();
      }
      request.response().onSuccess(this::watch);
    }

    private void watch(HttpClientResponse answer) {
      answer.handler(new SizeLimit(answer));
      answer.endHandler(ended -> exchange.end());
    }
  }

  private static final class SizeLimit implements io.vertx.core.Handler<Buffer> {
    private final HttpClientResponse answer;
    private int read;

    private SizeLimit(HttpClientResponse answer) {
      this.answer = answer;
    }

    @Override
    public void handle(Buffer chunk) {
      read += chunk.length();
      if (read > MAX_ANSWER) {
        answer
            .request()
            .reset(0, new IOException("answer larger than %d bytes".formatted(MAX_ANSWER)));
      }
    }
  }
}
