package io.longshore.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Where an object lies in a store, as Glance writes it ({@code file:///var/lib/images/<id>}). What we write never carries
 * credentials; what an older service wrote may, so the text form hides them.
 */
public record ObjectUrl(@JsonValue String value) {

    private static final Pattern USER_INFO = Pattern.compile("://[^/@]*@");

    /** Object stores' secrets were written as they are, slashes too. */
    private static final Pattern OBJECT_STORE_USER_INFO = Pattern.compile("(?i)^((?:s3|swift)(?:\\+https?)?)://.*@");

    @JsonCreator
    public static ObjectUrl of(String value) {
        return new ObjectUrl(value);
    }

    /** The part before the first colon, in lower case; empty where there is none. */
    public String scheme() {
        int colon = value.indexOf(':');
        return colon < 0 ? "" : value.substring(0, colon).toLowerCase(java.util.Locale.ROOT);
    }

    /** The same place without the credentials that an older service may have written into its address. */
    public ObjectUrl withoutCredentials() {
        String bare = OBJECT_STORE_USER_INFO.matcher(value).replaceFirst("$1://");
        return of(USER_INFO.matcher(bare).replaceFirst("://"));
    }

    /** For people and logs: user information and query are left out. */
    @Override
    public String toString() {
        if (OBJECT_STORE_USER_INFO.matcher(value).find()) {
            return OBJECT_STORE_USER_INFO.matcher(value).replaceFirst("$1://…@");
        }
        int query = value.indexOf('?');
        String shown = query < 0 ? value : value.substring(0, query) + "?…";
        return USER_INFO.matcher(shown).replaceFirst("://…@");
    }
}
