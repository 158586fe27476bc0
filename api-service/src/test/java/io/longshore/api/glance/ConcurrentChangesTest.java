package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Many at once on one image: nothing is lost, and of what only one may do, one does it. */
final class ConcurrentChangesTest {

    private static final int CALLERS = 12;

    private final Client owner = RunningApi.shared().owner();
    private final String id = owner.create("{}").id();

    private static List<Client.Answer> atOnce(IntFunction<Client.Answer> call)
            throws InterruptedException, ExecutionException {
        var go = new CountDownLatch(1);
        List<Future<Client.Answer>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                Callable<Client.Answer> task = () -> {
                    go.await();
                    return call.apply(number);
                };
                answers.add(threads.submit(task));
            }
            go.countDown();
        }
        List<Client.Answer> done = new ArrayList<>();
        for (Future<Client.Answer> answer : answers) {
            done.add(answer.get());
        }
        return done;
    }

    private static long count(List<Client.Answer> answers, int status) {
        return answers.stream().filter(a -> a.status() == status).count();
    }

    @Test
    void patchesAndTags() throws Exception {
        var answers = atOnce(i -> i % 2 == 0
                ? owner.patch(id, "[{\"op\": \"add\", \"path\": \"/p" + i + "\", \"value\": \"v\"}]")
                : owner.put("/v2/images/" + id + "/tags/t" + i));
        assertThat(count(answers, 200)).isEqualTo(CALLERS / 2);
        assertThat(count(answers, 204)).isEqualTo(CALLERS / 2);
        var image = owner.get("/v2/images/" + id);
        assertThat(image.keys().stream().filter(k -> k.matches("p\\d+"))).hasSize(CALLERS / 2);
        assertThat(image.json().get("tags")).hasSize(CALLERS / 2);
    }

    @Test
    void oneOfManyCreatesAnId() throws Exception {
        String body = "{\"id\": \"" + java.util.UUID.randomUUID() + "\"}";
        var answers = atOnce(i -> owner.create(body));
        assertThat(count(answers, 201)).isEqualTo(1);
        assertThat(count(answers, 409)).isEqualTo(CALLERS - 1);
    }

    @Test
    void oneOfManyRemovesAProperty() throws Exception {
        owner.patch(id, "[{\"op\": \"add\", \"path\": \"/p\", \"value\": \"v\"}]");
        var answers = atOnce(i -> owner.patch(id, "[{\"op\": \"remove\", \"path\": \"/p\"}]"));
        assertThat(count(answers, 200)).isEqualTo(1);
        assertThat(count(answers, 409)).isEqualTo(CALLERS - 1);
    }

    @Test
    void oneOfManyDeletes() throws Exception {
        var answers = atOnce(i -> owner.delete("/v2/images/" + id));
        assertThat(count(answers, 204)).isEqualTo(1);
        assertThat(count(answers, 404)).isEqualTo(CALLERS - 1);
    }

    @Test
    void oneOfManyAddsAMember() throws Exception {
        var answers = atOnce(i -> owner.post("/v2/images/" + id + "/members", "{\"member\": \"m\"}"));
        assertThat(count(answers, 200)).isEqualTo(1);
        assertThat(count(answers, 409)).isEqualTo(CALLERS - 1);
    }
}
