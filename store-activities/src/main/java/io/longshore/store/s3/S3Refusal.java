package io.longshore.store.s3;

import io.longshore.image.FailureKind;
import java.util.Locale;

/** What an answer other than success means. The code decides where there is one: servers differ in the status that goes with it. */
record S3Refusal(FailureKind kind, String words) {

    static S3Refusal of(int status, String code) {
        return switch (code.toLowerCase(Locale.ROOT)) {
            case "nosuchkey" -> new S3Refusal(FailureKind.NOT_FOUND, "there is no such object");
            case "nosuchupload" ->
                new S3Refusal(FailureKind.NOT_FOUND, "the upload was removed while it was being written");
            case "nosuchbucket" -> new S3Refusal(FailureKind.UNAVAILABLE, "the bucket does not exist");
            case "quotaexceeded", "xminiostoragefull", "xminioadminbucketquotaexceeded", "storagefull" ->
                new S3Refusal(FailureKind.STORE_FULL, "no room left: the quota is used up, or the store is full");
            case "entitytoolarge" -> new S3Refusal(FailureKind.TOO_LARGE, "larger than the server takes");
            case "slowdown", "serviceunavailable", "busy", "requestlimitexceeded", "toomanyrequests" ->
                new S3Refusal(FailureKind.UNAVAILABLE, "the server asks to slow down");
            case "internalerror", "requesttimeout", "operationaborted" ->
                new S3Refusal(FailureKind.UNAVAILABLE, "the server failed");
            case "requesttimetooskewed" ->
                new S3Refusal(FailureKind.UNAVAILABLE, "its clock and the clock here differ too much");
            case "baddigest", "xamzcontentsha256mismatch" ->
                new S3Refusal(FailureKind.UNAVAILABLE, "the bytes were damaged on their way");
            case "invalidaccesskeyid", "signaturedoesnotmatch" ->
                new S3Refusal(FailureKind.FORBIDDEN, "the access key is unknown or its secret is wrong");
            case "accessdenied" -> new S3Refusal(FailureKind.FORBIDDEN, "the access key may not do this");
            case "invalidpart", "invalidpartorder", "entitytoosmall" ->
                new S3Refusal(FailureKind.CORRUPT, "the parts that the server has do not make the object");
            case "preconditionfailed" ->
                new S3Refusal(FailureKind.SOURCE_CHANGED, "the object is no longer what it was");
            case "bucketalreadyexists", "bucketalreadyownedbyyou" ->
                new S3Refusal(FailureKind.ALREADY_EXISTS, "the bucket exists");
            default -> of(status);
        };
    }

    private static S3Refusal of(int status) {
        return switch (status) {
            case 401, 403 -> new S3Refusal(FailureKind.FORBIDDEN, "the access key may not do this");
            case 404 -> new S3Refusal(FailureKind.NOT_FOUND, "there is no such object");
            case 408, 429 -> new S3Refusal(FailureKind.UNAVAILABLE, "the server asks to come back later");
            case 409 -> new S3Refusal(FailureKind.UNAVAILABLE, "another call is changing it");
            case 412 -> new S3Refusal(FailureKind.SOURCE_CHANGED, "the object is no longer what it was");
            case 413 -> new S3Refusal(FailureKind.TOO_LARGE, "larger than the server takes");
            case 501 -> new S3Refusal(FailureKind.UNSUPPORTED, "the server cannot do this");
            case 507 -> new S3Refusal(FailureKind.STORE_FULL, "the store is full");
            default ->
                status >= 500
                        ? new S3Refusal(FailureKind.UNAVAILABLE, "the server failed")
                        : status >= 400
                                ? new S3Refusal(FailureKind.INVALID, "the server does not accept the call")
                                : new S3Refusal(FailureKind.UNAVAILABLE, "the server answers something else");
        };
    }
}
