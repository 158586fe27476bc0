"""A plain multipart client: multipart.py put|get|copy ENDPOINT ACCESS SECRET BUCKET KEY FILE PART_BYTES PARALLEL; prints the
seconds it took, until the bytes are on the disk."""
import os
import sys
import time

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

what, endpoint, access, secret, bucket, key, path, part, parallel = sys.argv[1:]
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    aws_access_key_id=access,
    aws_secret_access_key=secret,
    region_name="us-east-1",
    config=Config(s3={"addressing_style": "path"}),
)
transfer = TransferConfig(
    multipart_threshold=int(part), multipart_chunksize=int(part), max_concurrency=int(parallel)
)
began = time.monotonic()
if what == "put":
    client.upload_file(path, bucket, key, Config=transfer)
elif what == "copy":
    client.copy({"Bucket": bucket, "Key": key}, bucket, key + "-copy", Config=transfer)
else:
    client.download_file(bucket, key, path, Config=transfer)
    with open(path, "rb+") as file:
        os.fsync(file.fileno())
print(time.monotonic() - began)
