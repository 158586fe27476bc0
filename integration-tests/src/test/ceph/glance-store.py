"""Glance's own drivers, one call per run:

    glance-store.py file|rbd|s3|swift WORKFOLDER add IMAGE-ID FILE SIZE     prints the address; SIZE 0 is unknown
    glance-store.py file|rbd|s3|swift WORKFOLDER get ADDRESS FILE           writes the bytes, prints how many there are
    glance-store.py file|rbd|s3|swift WORKFOLDER delete ADDRESS

The server and its keys come from the environment.
"""
import hashlib
import os
import sys

from oslo_config import cfg

import glance_store
from glance_store import multi_backend as backends

kind, folder, action = sys.argv[1], os.path.abspath(sys.argv[2]), sys.argv[3]
section = "theirs"
config = os.path.join(folder, "glance.conf")
account = os.path.join(folder, "swift.conf")
env = os.environ
with open(config, "w") as out:
    out.write(f"[DEFAULT]\nenabled_backends = {section}:{kind}\n[glance_store]\ndefault_backend = {section}\n[{section}]\n")
    if kind == "file":
        out.write(f"filesystem_store_datadir = {env['FILE_FOLDER']}\n")
    elif kind == "rbd":
        out.write(
            f"rbd_store_ceph_conf = {env['CEPH_CONF']}\nrbd_store_user = {env['RBD_USER']}\n"
            f"rbd_store_pool = {env['RBD_POOL']}\n")
    elif kind == "s3":
        out.write(
            f"s3_store_host = {env['S3_ENDPOINT']}\ns3_store_access_key = {env['S3_ACCESS_KEY']}\n"
            f"s3_store_secret_key = {env['S3_SECRET_KEY']}\ns3_store_bucket = {env['S3_BUCKET']}\n"
            "s3_store_bucket_url_format = path\ns3_store_large_object_size = 8\ns3_store_large_object_chunk_size = 5\n")
    else:
        out.write(
            f"swift_store_config_file = {account}\ndefault_swift_reference = ref1\n"
            f"swift_store_container = {env['SWIFT_CONTAINER']}\nswift_store_create_container_on_put = true\n"
            "swift_store_large_object_size = 8\nswift_store_large_object_chunk_size = 5\n")
with open(account, "w") as out:
    out.write(
        f"[ref1]\nuser = {env.get('SWIFT_USER')}\nkey = {env.get('SWIFT_KEY')}\n"
        f"auth_address = {env.get('SWIFT_AUTH')}\nauth_version = 1\n")

conf = cfg.CONF
conf.register_opts([cfg.DictOpt("enabled_backends")])
conf(args=[], default_config_files=[config])
glance_store.register_opts(conf)
backends.register_store_opts(conf)
backends.create_multi_stores(conf)

if action == "add":
    image, path, size = sys.argv[4:7]
    with open(path, "rb") as data:
        print(backends.add_with_multihash(conf, image, data, int(size), section, "sha256")[0])
elif action == "get":
    address, path = sys.argv[4:6]
    chunks, size = backends.get(address, section)
    with open(path, "wb") as out:
        for chunk in chunks:
            out.write(chunk)
    print(size)
else:
    backends.delete(sys.argv[4], section)
