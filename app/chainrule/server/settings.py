"""What an operator can set, each by an environment variable CHAINRULE_<NAME>."""

from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from chainrule.server.tokens import fresh_token
from chainrule.store import Budget

__all__ = ["Settings", "WrongSetting"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
SECRETS = ("token",)  # no message repeats what they are
EVERYWHERE = ("0.0.0.0", "::")


class WrongSetting(ValueError):
    """A setting has a value that it cannot have; the message names it."""


class Settings(BaseSettings):
    """The server's settings; a value of another type is refused."""

    model_config = SettingsConfigDict(env_prefix="CHAINRULE_", frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port; 0 takes a free one.")
    allowed_hosts: tuple[str, ...] = Field(
        default=(),
        description="Names this server is reached by, besides the loopback's (a JSON list).",
    )
    frame_ancestors: str = Field(
        default="'self' http://localhost:* http://127.0.0.1:* file:",
        description="Who may show `/embed/…` in a frame, as Content-Security-Policy has it.",
    )
    store: str | None = Field(
        default=None,
        description="Where traces are kept: a SQLite file, or postgresql://… for several machines;"
        " without it in memory.",
    )
    store_bytes: int = Field(
        default=Budget().total,
        gt=0,
        description="How many bytes of traces are kept; those longest unused go first.",
    )
    kept_bytes: int = Field(
        default=Budget().kept,
        ge=0,
        description="How many of these bytes may be traces that were asked to be kept for good.",
    )
    token: SecretStr | None = Field(
        default=None,
        min_length=16,
        max_length=200,
        description="Who has it may run programs (16 characters or more); without it, another at"
        " every start.",
    )
    queue: int = Field(default=1000, ge=1, description="How many runs may wait, of all clients.")
    runs_per_address: int = Field(
        default=500,
        ge=1,
        description="How many of them may come from one address; a class shares one.",
    )
    exports_per_address: int = Field(
        default=400,
        ge=1,
        description="How many exports may wait of one address; clients and films take turns.",
    )
    max_body: int = Field(default=1 << 20, gt=0, description="The largest request body, in bytes.")
    patience: float = Field(
        default=15.0,
        gt=0,
        description="How many seconds a client may take over a request, or over taking an answer.",
    )
    connections: int = Field(default=4096, ge=1, description="How many may be open at once.")
    changes_per_second: float = Field(
        default=100.0,
        gt=0,
        description="How often one address may post or delete, in the long run.",
    )
    changes_at_once: int = Field(
        default=2000, ge=1, description="How often it may at first; a class shares one address."
    )
    workers: int = Field(
        default=1, ge=1, le=64, description="Server processes side by side; they need a store."
    )
    places: int | None = Field(
        default=None,
        ge=1,
        le=256,
        description="Programs that run at once, in each server process; as many as processors.",
    )
    layout_processes: int = Field(
        default=1, ge=1, le=64, description="Processes that lay graphs out, of each server process."
    )
    work_seconds: float = Field(default=20.0, gt=0, description="How long one layout may take.")
    drain: float = Field(
        default=15.0, ge=0, description="How many seconds runs have left when the server stops."
    )
    log: Literal["debug", "info", "warning", "error"] = Field(
        default="warning",
        description="From which level on lines of JSON are logged; info has every request and run.",
    )
    export_seconds: float = Field(default=120.0, gt=0, description="How long one export may take.")
    warm: bool = Field(
        default=True, description="Start what runs programs before the first one asks for it."
    )

    @classmethod
    def read(cls, **given: Any) -> Self:
        """The environment's settings, and those given. Raises `WrongSetting`."""
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0])
            value = "wrong" if name in SECRETS else f"{first['input']!r:.60}"
            raise WrongSetting(
                f"The setting CHAINRULE_{name.upper()} is {value}: {first['msg']}."
            ) from None
        except SettingsError as error:
            raise WrongSetting(f"{error}; a list is written as JSON.") from None

    def with_token(self) -> Self:
        """These settings, with a new token where there is none."""
        if self.token is not None:
            return self
        return self.model_copy(update={"token": SecretStr(fresh_token())})

    @property
    def secret(self) -> str:
        """The token, or one that nobody knows."""
        return self.token.get_secret_value() if self.token else fresh_token()

    @property
    def plain(self) -> dict[str, Any]:
        """These settings as JSON values, the token too."""
        return {**self.model_dump(mode="json"), "token": self.secret}

    @property
    def local(self) -> bool:
        """Whether only this machine reaches the server; a proxy would give it another name."""
        return self.host in LOOPBACK and {*self.allowed_hosts} <= {*LOOPBACK}

    @property
    def budget(self) -> Budget:
        """What the store may hold."""
        return Budget(total=self.store_bytes, kept=self.kept_bytes)

    @property
    def hosts(self) -> frozenset[str]:
        """The host names that a request may ask for."""
        listening = () if self.host in EVERYWHERE else (self.host,)
        return frozenset(name.lower() for name in (*LOOPBACK, *listening, *self.allowed_hosts))
