package dev.sluice.front;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.front.RawHttp.Heard;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input at Kie's door of the packaged gateway: none of it reaches the upstream. */
@Tag("untimed")
class KieBadInputJourneyIT {

  private static final String CREATE = "/api/v1/jobs/createTask";
  private static final byte[] GOOD =
      "{\"model\":\"flux-2/pro-text-to-image\",\"input\":{\"prompt\":\"a cat\"}}".getBytes(UTF_8);

  @RegisterExtension static final UntouchedUpstream UPSTREAM = new UntouchedUpstream();

  private static URI server;

  @BeforeAll
  static void find() {
    server = UPSTREAM.server();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | body",
        "no json | body",
        "[] | body",
        "{'model':'m','input':{}} x | body",
        "{'input':{}} | model",
        "{'model':null,'input':{}} | model",
        "{'model':'','input':{}} | model",
        "{'model':17,'input':{}} | model",
        "{'model':['m'],'input':{}} | model",
        "{'Model':'m','input':{}} | model",
        "{'model':'flux 2/x','input':{}} | model",
        "{'model':' m','input':{}} | model",
        "{'model':'..','input':{}} | model",
        "{'model':'flux-2/../../v1/veo','input':{}} | model",
        "{'model':'/flux-2','input':{}} | model",
        "{'model':'flux-2/','input':{}} | model",
        "{'model':'flux-2//x','input':{}} | model",
        "{'model':'flux-2%2fx','input':{}} | model",
        "{'model':'flux-2%00','input':{}} | model",
        "{'model':'m?a=b','input':{}} | model",
        "{'model':'m#x','input':{}} | model",
        "{'model':'m\\\\x','input':{}} | model",
        "{'model':'m\\r\\nX: y','input':{}} | model",
        "{'model':'m\\u0000','input':{}} | model",
        "{'model':'m\\ud83d\\ude00','input':{}} | model",
        "{'model':'m'} | input",
        "{'model':'m','input':null} | input",
        "{'model':'m','input':'a cat'} | input",
        "{'model':'m','input':[{}]} | input",
        "{'model':'m','Input':{}} | input",
        "{'model':'m','input':{},'callBackUrl':5} | callBackUrl",
        "{'model':'m','input':{},'callBackUrl':['https://example.com/']} | callBackUrl"
      })
  void aMemberThatIsMissingOrWrongIsNamed(String body, String member) throws IOException {
    create(body).isMalformed(member);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model | m | model",
        "model | m | m\\u006fdel",
        "callBackUrl | https://example.com/ | callBackUrl",
        "callBackUrl | https://example.com/ | call\\u0042ackUrl",
        "provider | auto | prov\\u0069der",
        "request_type | async | request_type",
        "callback_url | https://example.com/ | callback_url"
      })
  void aDecisiveMemberTwiceIsRefused(String member, String value, String again) throws IOException {
    String model = member.equals("model") ? "" : "'model':'m',";

    create("{%s'%s':'%s','input':{},'%s':'%s'}".formatted(model, member, value, again, value))
        .isMalformed(member);
  }

  @Test
  void anInputTwiceIsRefused() throws IOException {
    create("{'model':'m','input':{},'inpu\\u0074':{}}").isMalformed("input");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hook",
        "https://...",
        "ftp://example.com/",
        "https://user:secret@example.com/",
        "http://127.0.0.1/",
        "http://0x7f000001/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://localhost/"
      })
  void aCallbackThatLeadsWhereItMustNotIsRefused(String url) throws IOException {
    create("{'model':'m','input':{},'callBackUrl':'" + url + "'}").isMalformed("callBackUrl");
  }

  @Test
  void deepNestingIsRefusedHoweverDeep() throws IOException {
    create("{'model':'m','input':{'x':" + "[".repeat(100_000)).isMalformed("body");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/api/v1/jobs/createTask,'POST, OPTIONS'",
    "HEAD,/api/v1/jobs/createTask,'POST, OPTIONS'",
    "PUT,/api/v1/jobs/createTask,'POST, OPTIONS'",
    "DELETE,/api/v1/jobs/recordInfo?taskId=t,'GET, HEAD, OPTIONS'",
    "PATCH,/api/v1/chat/credit,'GET, HEAD, OPTIONS'"
  })
  void aMethodThatIsNotOfferedIsToldWhichAre(String method, String target, String allow)
      throws IOException {
    Heard heard = RawHttp.ask(server, method, target, RawHttp.KEY);

    assertThat(heard.status()).isEqualTo(405);
    assertThat(heard.header("Allow")).isEqualTo(allow);
  }

  @Test
  void aPostWhereOnlyReadsAreOfferedIsRefused() throws IOException {
    for (String path : new String[] {"/api/v1/jobs/recordInfo", "/api/v1/chat/credit"}) {
      RawHttp.post(server, path, UntouchedUpstream.JSON, GOOD).isRefusal(405);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/jobs/createTask,'POST, OPTIONS'",
    "/api/v1/jobs/recordInfo,'GET, HEAD, OPTIONS'",
    "/api/v1/chat/credit,'GET, HEAD, OPTIONS'"
  })
  void theMethodsAreToldToWhoeverAsks(String path, String allow) throws IOException {
    Heard heard = RawHttp.ask(server, "OPTIONS", path, "");

    assertThat(heard.status()).isEqualTo(204);
    assertThat(heard.header("Allow")).isEqualTo(allow);
  }

  @Test
  void aHeadIsAGetWithoutABody() throws IOException {
    Heard heard =
        RawHttp.ask(server, "HEAD", "/api/v1/jobs/recordInfo?taskId=nobodys", RawHttp.KEY);

    assertThat(heard.status()).isEqualTo(404);
    assertThat(heard.bytes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/jobs/createTask/",
        "/api/v1/jobs/createTask/x",
        "/api/v1/jobs//createTask",
        "/api/v1/jobs/./createTask",
        "/api/v1/jobs/../jobs/createTask",
        "/api/v1/jobs/create%54ask",
        "/api/v1/jobs%2fcreateTask",
        "/api/v1/jobs/createTask;a=b",
        "/api/v1/jobs/createtask",
        "/api/v1/jobs/x",
        "/api/v1/jobs/",
        "/api/v1/jobs",
        "/api/v1/common/download-url",
        "/api/v1/veo/generate",
        "/api/v1/generate",
        "/api/v1/gpt4o-image/generate",
        "/api/file-stream-upload",
        "/api/v1/chat/completions"
      })
  void theVendorsOtherApisAreNotThere(String path) throws IOException {
    RawHttp.post(server, path, UntouchedUpstream.JSON, GOOD).isRefusal(404);
    RawHttp.ask(server, "GET", path, RawHttp.KEY).isRefusal(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?taskId=",
        "?taskId=a&taskId=b",
        "?taskid=a",
        "?taskId=%ff",
        "?taskId=%00"
      })
  void aQueryThatNamesNoOneTaskIsRefused(String query) throws IOException {
    RawHttp.ask(server, "GET", "/api/v1/jobs/recordInfo" + query, RawHttp.KEY)
        .isMalformed("taskId");
  }

  private static Heard create(String body) throws IOException {
    return RawHttp.post(
        server, CREATE, UntouchedUpstream.JSON, body.replace('\'', '"').getBytes(UTF_8));
  }
}
