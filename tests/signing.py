"""Signs PDFs as an office's program does, under an authority of its own."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec
from pyhanko_certvalidator.registry import SimpleCertificateStore

YEAR = datetime.timedelta(days=365)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """An authority that gives certificates for one year."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._certificate(name, self.key, is_root=True)

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def _certificate(
        self, name: str, key: ec.EllipticCurvePrivateKey, *, is_root: bool
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        usage = dict.fromkeys(
            (
                *("key_encipherment", "data_encipherment", "key_agreement"),
                *("encipher_only", "decipher_only"),
            ),
            False,
        )
        return (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - YEAR / 2)
            .not_valid_after(now + YEAR / 2)
            .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not is_root,
                    content_commitment=not is_root,
                    key_cert_sign=is_root,
                    crl_sign=is_root,
                    **usage,
                ),
                critical=True,
            )
            .sign(self.key, hashes.SHA256())
        )

    def sign(self, pdf: bytes, name: str) -> bytes:
        """Returns the PDF with one more signature, of somebody of that name."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certificate(name, key, is_root=False)
        der = serialization.Encoding.DER
        plain = key.private_bytes(
            der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register(asn1.Certificate.load(self.certificate.public_bytes(der)))
        signer = signers.SimpleSigner(
            signing_cert=asn1.Certificate.load(certificate.public_bytes(der)),
            signing_key=keys.PrivateKeyInfo.load(plain),
            cert_registry=registry,
        )
        field = f"Signature {name}"
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        meta = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
        out = io.BytesIO()
        made = signers.PdfSigner(meta, signer, new_field_spec=SigFieldSpec(field))
        # It runs an event loop of its own, beside the browser's.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(made.sign_pdf, writer, output=out).result()
        return out.getvalue()
