/**
 * Images as objects of an S3 bucket, named and laid out as Glance does: {@code <bucket>/<image id>}. Only the wiring enters, through
 * {@link io.longshore.store.s3.S3StoreFactory}. Start at {@code S3Store}. An upload is a multipart upload of the server from its first
 * moment, whatever its size: its id is what tells a writer's own from anybody else's ({@code S3Claims}, {@code S3Upload}).
 */
@NullMarked
package io.longshore.store.s3;

import org.jspecify.annotations.NullMarked;
