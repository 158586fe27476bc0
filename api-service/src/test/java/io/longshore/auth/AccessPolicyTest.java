package io.longshore.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.Caller;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.Visibility;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules that no route uses on an image of one's own as they are used here: one row a rule, one column a caller. */
final class AccessPolicyTest {

    private static final Image IMAGE = new Image(
            ImageId.random(),
            null,
            ImageStatus.ACTIVE,
            Visibility.PUBLIC,
            false,
            false,
            "own",
            null,
            null,
            null,
            0,
            0,
            null,
            null,
            Instant.EPOCH,
            Instant.EPOCH,
            Set.of(),
            Map.of(),
            null,
            null,
            null,
            List.of());

    private static void ask(AccessPolicy policy, String rule, Caller caller) {
        switch (rule) {
            case "get_images" -> policy.getImages(caller);
            case "add_image" -> policy.addImage(caller, "own");
            case "modify_image" -> policy.modifyImage(caller, IMAGE);
            case "upload_image" -> policy.uploadImage(caller, IMAGE);
            case "download_image" -> policy.downloadImage(caller);
            case "delete_image" -> policy.deleteImage(caller, IMAGE);
            case "deactivate" -> policy.deactivate(caller, IMAGE);
            case "reactivate" -> policy.reactivate(caller, IMAGE);
            case "publicize_image" -> policy.publicizeImage(caller);
            case "communitize_image" -> policy.communitizeImage(caller, "own");
            case "copy_image" -> policy.copyImage(caller, IMAGE);
            case "add_member" -> policy.addMember(caller, IMAGE);
            case "delete_member" -> policy.deleteMember(caller, IMAGE);
            case "modify_member" -> policy.modifyMember(caller, "own");
            case "get_image_location" -> policy.getImageLocation(caller, IMAGE);
            case "set_image_location" -> policy.setImageLocation(caller, IMAGE);
            case "delete_image_location" -> policy.deleteImageLocation(caller);
            case "add_image_location" -> policy.addImageLocation(caller, IMAGE);
            case "fetch_image_location" -> policy.fetchImageLocation(caller);
            case "stores_info_detail" -> policy.storesInfoDetail(caller);
            case "manage_image_cache" -> policy.manageImageCache(caller);
            case "tasks_api_access" -> policy.tasksApiAccess(caller);
            default -> throw new IllegalArgumentException(rule);
        }
    }

    private static boolean allows(AccessPolicy policy, String rule, String project, String role) {
        try {
            ask(policy, rule, new Caller("u", project, Set.of(role)));
            return true;
        } catch (ImageException e) {
            assertThat(e.kind()).isEqualTo(FailureKind.FORBIDDEN);
            assertThat(e.getMessage()).isEqualTo("You are not authorized to complete " + rule + " action.");
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        // rule, owner's member, owner's reader, stranger, service
        "get_images,            true,  true,  true,  false",
        "add_image,             true,  false, false, false",
        "modify_image,          true,  false, false, false",
        "upload_image,          true,  false, false, false",
        "download_image,        true,  false, true,  false",
        "delete_image,          true,  false, false, false",
        "deactivate,            true,  false, false, false",
        "reactivate,            true,  false, false, false",
        "publicize_image,       false, false, false, false",
        "communitize_image,     true,  false, false, false",
        "copy_image,            false, false, false, false",
        "add_member,            true,  false, false, false",
        "delete_member,         true,  false, false, false",
        "modify_member,         true,  false, false, false",
        "get_image_location,    true,  true,  false, false",
        "set_image_location,    true,  false, false, false",
        "delete_image_location, false, false, false, false",
        "add_image_location,    true,  false, false, true",
        "fetch_image_location,  false, false, false, true",
        "stores_info_detail,    false, false, false, true",
        "manage_image_cache,    false, false, false, false",
        "tasks_api_access,      false, false, false, false"
    })
    void rules(String rule, boolean member, boolean reader, boolean stranger, boolean service) {
        var policy = new AccessPolicy(AccessPolicy.CopyImage.ADMIN);
        assertThat(allows(policy, rule, "other", "admin")).isTrue();
        assertThat(allows(policy, rule, "own", "member")).isEqualTo(member);
        assertThat(allows(policy, rule, "own", "reader")).isEqualTo(reader);
        assertThat(allows(policy, rule, "other", "member")).isEqualTo(stranger);
        assertThat(allows(policy, rule, "other", "service")).isEqualTo(service);
        assertThat(allows(policy, rule, "own", "nothing")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"own, member, true", "own, reader, false", "other, member, false", "other, admin, true"})
    void ownersMayCopyWhereTheOperatorSaysSo(String project, String role, boolean allowed) {
        var policy = new AccessPolicy(AccessPolicy.CopyImage.OWNER);
        assertThat(allows(policy, "copy_image", project, role)).isEqualTo(allowed);
    }
}
