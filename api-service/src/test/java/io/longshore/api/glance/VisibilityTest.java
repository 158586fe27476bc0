package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sees what: by id, in the plain list, among the community's, among all; and what seeing is worth. */
final class VisibilityTest {

    private final RunningApi api = RunningApi.shared();
    private final Client admin = api.admin();
    private final Client owner = api.owner();
    private final Client member = api.owner();

    private String image(String visibility) {
        return admin.create("{\"visibility\": \"" + visibility + "\", \"owner\": \"" + owner.project() + "\"}")
                .id();
    }

    private void share(String id, Client with, String status) {
        String members = "/v2/images/" + id + "/members";
        assertThat(owner.post(members, "{\"member\": \"" + with.project() + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(with.put(members + "/" + with.project(), "{\"status\": \"" + status + "\"}")
                        .status())
                .isEqualTo(200);
    }

    private static boolean lists(Client client, String id, String query) {
        var answer = client.get("/v2/images?id=" + id + query);
        assertThat(answer.status()).isEqualTo(200);
        return answer.each("images", "id").contains(id);
    }

    private Client who(String who) {
        return switch (who) {
            case "admin" -> admin;
            case "owner" -> owner;
            case "owner's reader" -> owner.withRoles("reader");
            case "owner without role" -> owner.withRoles("other");
            case "stranger" -> api.owner();
            case "strange reader" -> api.stranger("reader");
            case "stranger without role" -> api.stranger("other");
            default -> throw new IllegalArgumentException(who);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // who                 | visibility | shown | changed | listed | community | all
                "admin                 | public     | 200   | 200     | true   | false     | true",
                "admin                 | community  | 200   | 200     | false  | true      | true",
                "admin                 | shared     | 200   | 200     | true   | false     | true",
                "admin                 | private    | 200   | 200     | true   | false     | true",
                "owner                 | public     | 200   | 200     | true   | false     | true",
                "owner                 | community  | 200   | 200     | true   | true      | true",
                "owner                 | shared     | 200   | 200     | true   | false     | true",
                "owner                 | private    | 200   | 200     | true   | false     | true",
                "owner's reader        | public     | 200   | 403     | true   | false     | true",
                "owner's reader        | community  | 200   | 403     | true   | true      | true",
                "owner's reader        | shared     | 200   | 403     | true   | false     | true",
                "owner's reader        | private    | 200   | 403     | true   | false     | true",
                "stranger              | public     | 200   | 403     | true   | false     | true",
                "stranger              | community  | 200   | 403     | false  | true      | true",
                "stranger              | shared     | 404   | 404     | false  | false     | false",
                "stranger              | private    | 404   | 404     | false  | false     | false",
                "strange reader        | public     | 200   | 403     | true   | false     | true",
                "strange reader        | community  | 200   | 403     | false  | true      | true",
                "strange reader        | shared     | 404   | 404     | false  | false     | false",
                "strange reader        | private    | 404   | 404     | false  | false     | false"
            })
    void withoutMembership(
            String who, String visibility, int shown, int changed, boolean listed, boolean community, boolean all) {
        String id = image(visibility);
        Client caller = who(who);
        assertThat(caller.get("/v2/images/" + id).status()).isEqualTo(shown);
        assertThat(caller.patch(id, "[]").status()).isEqualTo(changed);
        assertThat(caller.put("/v2/images/" + id + "/tags/t").status()).isEqualTo(changed == 200 ? 204 : changed);
        assertThat(lists(caller, id, "")).isEqualTo(listed);
        assertThat(lists(caller, id, "&visibility=community")).isEqualTo(community);
        assertThat(lists(caller, id, "&visibility=all")).isEqualTo(all);
        assertThat(lists(caller, id, "&visibility=" + visibility))
                .isEqualTo(visibility.equals("community") ? community : listed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // membership | visibility | shown | plain | pending | accepted | rejected | all
                "pending  | shared    | 200 | false | true  | false | false | true",
                "accepted | shared    | 200 | true  | false | true  | false | true",
                "rejected | shared    | 200 | false | false | false | true  | true",
                "accepted | private   | 404 | false | false | false | false | false",
                "accepted | community | 200 | false | false | false | false | false",
                "rejected | public    | 200 | true  | true  | true  | true  | true"
            })
    void withMembership(
            String status,
            String visibility,
            int shown,
            boolean plain,
            boolean pending,
            boolean accepted,
            boolean rejected,
            boolean all) {
        String id = image("shared");
        share(id, member, status);
        admin.patch(id, "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"" + visibility + "\"}]");
        assertThat(member.get("/v2/images/" + id).status()).isEqualTo(shown);
        assertThat(member.patch(id, "[]").status()).isEqualTo(shown == 200 ? 403 : 404);
        assertThat(member.withRoles("reader").get("/v2/images/" + id).status()).isEqualTo(shown);
        assertThat(member.withRoles("other").get("/v2/images/" + id).status()).isEqualTo(404);
        assertThat(lists(member, id, "")).isEqualTo(plain);
        assertThat(lists(member, id, "&member_status=pending")).isEqualTo(pending);
        assertThat(lists(member, id, "&member_status=accepted")).isEqualTo(accepted);
        assertThat(lists(member, id, "&member_status=rejected")).isEqualTo(rejected);
        assertThat(lists(member, id, "&member_status=all")).isEqualTo(all);
        if (visibility.equals("shared")) {
            assertThat(lists(member, id, "&visibility=shared&member_status=all"))
                    .isTrue();
            assertThat(api.owner().get("/v2/images/" + id).status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"owner without role", "stranger without role"})
    void withoutARoleThereIsNothingToSee(String who) {
        for (String visibility : List.of("public", "community", "shared", "private")) {
            String id = image(visibility);
            assertThat(who(who).get("/v2/images/" + id).status()).isEqualTo(404);
            assertThat(who(who).delete("/v2/images/" + id).status()).isEqualTo(404);
            assertThat(who(who).patch(id, "[]").status()).isEqualTo(404);
        }
    }

    @Test
    void nobodysImages() {
        String shared = admin.create("{\"owner\": null}").id();
        String hidden =
                admin.create("{\"owner\": null, \"visibility\": \"private\"}").id();
        assertThat(owner.get("/v2/images/" + shared).status()).isEqualTo(200);
        assertThat(lists(owner, shared, "")).isTrue();
        assertThat(owner.patch(shared, "[]").status()).isEqualTo(403);
        assertThat(owner.get("/v2/images/" + hidden).status()).isEqualTo(404);
        assertThat(lists(owner, hidden, "")).isFalse();
        assertThat(admin.get("/v2/images/" + hidden).status()).isEqualTo(200);
    }

    @Test
    void hiddenImagesAreShownAndNotListed() {
        String id = image("public");
        owner.patch(id, "[{\"op\": \"replace\", \"path\": \"/os_hidden\", \"value\": true}]");
        for (Client caller : List.of(admin, owner, api.owner())) {
            assertThat(caller.get("/v2/images/" + id).status()).isEqualTo(200);
            assertThat(lists(caller, id, "")).isFalse();
            assertThat(lists(caller, id, "&os_hidden=true")).isTrue();
        }
    }
}
