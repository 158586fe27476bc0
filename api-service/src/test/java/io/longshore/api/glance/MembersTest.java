package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MembersTest {

    private final RunningApi api = RunningApi.shared();
    private final Client admin = api.admin();
    private final Client owner = api.owner();
    private final Client member = api.owner();
    private final Client other = api.owner();
    private final String id = owner.create("{}").id();
    private final String members = "/v2/images/" + id + "/members";

    private Client.Answer add(Client who, Client whom) {
        return who.post(members, "{\"member\": \"" + whom.project() + "\"}");
    }

    private Client.Answer set(Client who, Client whose, String status) {
        return who.put(members + "/" + whose.project(), "{\"status\": \"" + status + "\"}");
    }

    private Client.Answer get(Client who, Client whose) {
        return who.get(members + "/" + whose.project());
    }

    private void visibility(String visibility) {
        assertThat(admin.patch(
                                id,
                                "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"" + visibility + "\"}]")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theLifeOfAMembership() {
        var added = add(owner, member);
        assertThat(added.status()).isEqualTo(200);
        assertThat(added.header("Content-Type")).isEqualTo("application/json");
        assertThat(added.keys())
                .containsExactlyInAnyOrder("member_id", "image_id", "status", "created_at", "updated_at", "schema");
        assertThat(added.text("member_id")).isEqualTo(member.project());
        assertThat(added.text("image_id")).isEqualTo(id);
        assertThat(added.text("status")).isEqualTo("pending");
        assertThat(added.text("schema")).isEqualTo("/v2/schemas/member");
        assertThat(added.text("created_at")).matches("[0-9-]{10}T[0-9:]{8}Z");
        assertThat(get(owner, member).body()).isEqualTo(added.body());
        for (String status : new String[] {"accepted", "accepted", "rejected", "pending"}) {
            var changed = set(member, member, status);
            assertThat(changed.status()).isEqualTo(200);
            assertThat(changed.text("status")).isEqualTo(status);
            assertThat(get(member, member).body()).isEqualTo(changed.body());
        }
        var list = owner.get(members);
        assertThat(list.keys()).containsExactlyInAnyOrder("members", "schema");
        assertThat(list.text("schema")).isEqualTo("/v2/schemas/members");
        assertThat(list.json().get("members").get(0).toString())
                .isEqualTo(get(owner, member).body());
        var removed = owner.delete(members + "/" + member.project());
        assertThat(removed.status()).isEqualTo(204);
        assertThat(removed.headers()).doesNotContainKey("content-type");
        assertThat(owner.get(members).json().get("members")).isEmpty();
        assertThat(get(owner, member).body())
                .isEqualTo("404 Not Found\n\n" + member.project() + " not found in the member list of the image " + id
                        + ".\n\n   ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}                    | 'member'",
                "{\"member\": \"\"}    | 'member'",
                "{\"member\": 5}       | 'member'",
                "{\"member\": null}    | 'member'",
                "{\"member\": [\"a\"]} | 'member'",
                "{\"members\": \"a\"}  | 'member'"
            })
    void whomToAddMustBeSaid(String body, String words) {
        var refused = owner.post(members, body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains(words);
        assertThat(owner.get(members).json().get("members")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}                       | 'status'",
                "{\"status\": \"\"}       | 'status'",
                "{\"status\": \"agreed\"} | 'status'",
                "{\"status\": \"ACCEPTED\"} | 'status'",
                "{\"status\": 5}          | 'status'",
                "{\"status\": null}       | 'status'",
                "{\"status\": true}       | 'status'",
                "{\"status\": \"acceptedacceptedaccepted\"} | 'status'"
            })
    void whatToSetMustBeSaid(String body, String words) {
        add(owner, member);
        var refused = member.put(members + "/" + member.project(), body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains(words);
        assertThat(get(member, member).text("status")).isEqualTo("pending");
    }

    @Test
    void longNamesAndMore() {
        assertThat(owner.post(members, "{\"member\": \"" + "m".repeat(255) + "\", \"more\": 1}")
                        .status())
                .isEqualTo(200);
        assertThat(owner.post(members, "{\"member\": \"" + "m".repeat(256) + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void twiceIs409() {
        add(owner, member);
        set(member, member, "accepted");
        var again = add(owner, member);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body())
                .isEqualTo("409 Conflict\n\nMember " + member.project() + " is duplicated for image " + id + "\n\n   ");
        assertThat(get(owner, member).text("status")).isEqualTo("accepted");
    }

    @Test
    void whoMayAddAndRemove() {
        assertThat(add(owner.withRoles("reader"), member).status()).isEqualTo(403);
        assertThat(add(other, member).status()).isEqualTo(404);
        assertThat(add(admin, member).status()).isEqualTo(200);
        assertThat(add(member, other).status()).isEqualTo(403);
        assertThat(member.delete(members + "/" + member.project()).status()).isEqualTo(403);
        assertThat(other.delete(members + "/" + member.project()).status()).isEqualTo(404);
        assertThat(owner.withRoles("reader")
                        .delete(members + "/" + member.project())
                        .status())
                .isEqualTo(403);
        assertThat(owner.delete(members + "/" + other.project()).status()).isEqualTo(404);
        assertThat(admin.delete(members + "/" + member.project()).status()).isEqualTo(204);
    }

    @Test
    void whoMayLook() {
        add(owner, member);
        add(owner, other);
        assertThat(owner.get(members).each("members", "member_id")).containsExactly(member.project(), other.project());
        assertThat(owner.withRoles("reader").get(members).json().get("members")).hasSize(2);
        assertThat(admin.get(members).json().get("members")).hasSize(2);
        assertThat(member.get(members).each("members", "member_id")).containsExactly(member.project());
        assertThat(get(member, member).status()).isEqualTo(200);
        assertThat(get(member, other).status()).isEqualTo(404);
        assertThat(get(owner.withRoles("reader"), other).status()).isEqualTo(200);
        Client stranger = api.owner();
        assertThat(stranger.get(members).status()).isEqualTo(404);
        assertThat(get(stranger, member).status()).isEqualTo(404);
    }

    @Test
    void whoMayAccept() {
        add(owner, member);
        add(owner, other);
        var byOwner = set(owner, member, "accepted");
        assertThat(byOwner.status()).isEqualTo(403);
        assertThat(byOwner.body()).contains("modify_member");
        assertThat(set(member.withRoles("reader"), member, "accepted").status()).isEqualTo(403);
        assertThat(set(member, other, "accepted").status()).isEqualTo(404);
        assertThat(set(api.owner(), member, "accepted").status()).isEqualTo(404);
        assertThat(get(owner, member).text("status")).isEqualTo("pending");
        assertThat(set(admin, member, "accepted").status()).isEqualTo(200);
        assertThat(set(owner, api.owner(), "accepted").status()).isEqualTo(404);
    }

    @Test
    void onlySharedImagesHaveMembers() {
        add(owner, member);
        for (String visibility : new String[] {"private", "community", "public"}) {
            visibility(visibility);
            assertThat(add(owner, other).status()).isEqualTo(403);
            assertThat(owner.get(members).status()).isEqualTo(403);
            assertThat(get(owner, member).status()).isEqualTo(404);
            assertThat(owner.delete(members + "/" + member.project()).status()).isEqualTo(403);
            assertThat(set(admin, member, "accepted").status()).isEqualTo(403);
            assertThat(set(member, member, "accepted").status()).isEqualTo(visibility.equals("private") ? 404 : 403);
        }
        visibility("shared");
        assertThat(get(owner, member).text("status")).isEqualTo("pending");
    }

    @Test
    void imagesThatAreNotThere() {
        for (String image : new String[] {"x", UUID.randomUUID().toString()}) {
            String path = "/v2/images/" + image + "/members";
            assertThat(owner.post(path, "{\"member\": \"m\"}").body()).contains("No image found with ID " + image);
            assertThat(owner.get(path).status()).isEqualTo(404);
            assertThat(owner.get(path + "/m").status()).isEqualTo(404);
            assertThat(owner.put(path + "/m", "{\"status\": \"accepted\"}").status())
                    .isEqualTo(404);
            assertThat(owner.delete(path + "/m").status()).isEqualTo(404);
        }
    }

    @Test
    void asManyAsAllowed() {
        for (int i = 0; i < 128; i++) {
            assertThat(owner.post(members, "{\"member\": \"m" + i + "\"}").status())
                    .isEqualTo(200);
        }
        var refused = add(owner, member);
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.body()).contains("members for this image. Attempted: 129, Maximum: 128");
        owner.delete(members + "/m0");
        assertThat(add(owner, member).status()).isEqualTo(200);
    }
}
