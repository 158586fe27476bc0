package io.longshore.store.swift;

import java.net.URI;
import java.util.Optional;

/** How to get into the account. */
sealed interface SwiftAccess permits SwiftAccess1, SwiftAccess3 {

    /** Where tokens are given out. */
    URI address();

    /** Where the account is, in words: the same for the same account, whoever gets in. */
    String place();

    /** The account as addresses name it, before the user; empty where only the server knows it. */
    Optional<String> account();
}
