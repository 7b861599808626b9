"""The settings of uploaded and made files, which ``settings`` takes over by name: where they lie, and who looks into them."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

env = FileAwareEnv()

# Evidence on S3, or on a server that speaks it, for several machines; unset: under VAR_DIR.
EVIDENCE_S3_BUCKET: str = env.str("EVIDENCE_S3_BUCKET", default="")


def evidence_store() -> dict[str, Any]:
    """Returns the entry of ``STORAGES`` for everything uploaded and made."""
    bucket = env.str("EVIDENCE_S3_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "criteria.common.files.storing.LastingStorage"}
    encryption = env.str("EVIDENCE_S3_ENCRYPTION", default="")
    return {
        "BACKEND": "criteria.common.files.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("EVIDENCE_S3_ENDPOINT", default="") or None,
            "region_name": env.str("EVIDENCE_S3_REGION", default="") or None,
            # Without keys the machine's own are taken, as boto3 finds them.
            "access_key": env.str("EVIDENCE_S3_KEY", default="") or None,
            "secret_key": env.str("EVIDENCE_S3_SECRET", default="") or None,
            "object_parameters": {"ServerSideEncryption": encryption} if encryption else {},
        },
    }


# Whether ClamAV looks at evidence before others may open it: "off", "on", or "required", which never opens a document
# that was not scanned; and where its daemon listens, "host:port" or the path of its socket.
SCAN_UPLOADS: str = env.str("SCAN_UPLOADS", default="off")
CLAMD: str = env.str("CLAMD", default="") or "/run/clamav/clamd.ctl"
if SCAN_UPLOADS not in ("off", "on", "required"):
    raise ImproperlyConfigured("SCAN_UPLOADS is none of off, on, required.")
# The certificates of the authorities whose digital signatures are trusted: a file, or a folder of files, PEM or DER.
SIGNATURE_ROOTS: str = env.str("SIGNATURE_ROOTS", default="")
