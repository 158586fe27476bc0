/** Each kind of store on its real server: the contract that all hold, what goes wrong with servers, and what others make of our images. */
@NullMarked
package io.longshore.store;

import org.jspecify.annotations.NullMarked;
