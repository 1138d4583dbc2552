"""Small random-weight versions of published architectures, as subjects."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import torch

from tests.conformance.subject import Subject

SMALL: dict[str, Any] = {
    "hidden_size": 16, "d_model": 16, "n_embd": 16, "dim": 16, "embed_dim": 16, "hidden_dim": 16,
    "num_hidden_layers": 2, "n_layer": 2, "n_layers": 2, "num_layers": 2, "encoder_layers": 2,
    "decoder_layers": 2, "num_decoder_layers": 2, "num_attention_heads": 2, "n_head": 2,
    "n_heads": 2, "num_heads": 2, "encoder_attention_heads": 2, "decoder_attention_heads": 2,
    "num_key_value_heads": 2, "head_dim": 8, "intermediate_size": 24, "d_ff": 24, "d_kv": 8,
    "encoder_ffn_dim": 24, "decoder_ffn_dim": 24, "ffn_dim": 24, "n_inner": 24,
    "vocab_size": 64, "max_position_embeddings": 32, "n_positions": 32, "image_size": 16,
    "patch_size": 8, "num_channels": 3, "embedding_size": 16, "num_experts": 4,
    "num_local_experts": 4, "num_experts_per_tok": 2, "sliding_window": 8, "pad_token_id": 0,
    "bos_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 1, "state_size": 4,
    "attention_types": [[["global", "local"], 1]], "attn_layers": ["local", "lsh"],
    "moe_intermediate_size": 24, "num_buckets": 4, "use_mamba_kernels": False,
}  # fmt: skip

# What an architecture needs besides, or instead.
OWN: dict[str, dict[str, Any]] = {
    "ViTConfig": {"image_size": 64},
    "DeiTConfig": {"image_size": 64},
    "BeitConfig": {"image_size": 64},
    "Dinov2Config": {"image_size": 64, "patch_size": 16},
    "Swinv2Config": {"image_size": 64, "num_heads": [1, 2, 2, 2], "depths": [1, 1, 1, 1]},
    "ResNetConfig": {"hidden_sizes": [8, 16], "depths": [1, 1], "embedding_size": 8},
    "RegNetConfig": {"hidden_sizes": [8, 16], "depths": [1, 1], "embedding_size": 8,
                     "groups_width": 8},
    "ConvNextConfig": {"hidden_sizes": [8, 16], "depths": [1, 1], "num_stages": 2,
                       "patch_size": 4},
    "ConvNextV2Config": {"hidden_sizes": [8, 16], "depths": [1, 1], "num_stages": 2,
                         "patch_size": 4},
}  # fmt: skip

TEXT = (
    "GPT2LMHeadModel", "BertForMaskedLM", "RobertaForMaskedLM", "DistilBertForMaskedLM",
    "AlbertForMaskedLM", "ElectraForMaskedLM", "LlamaForCausalLM", "MistralForCausalLM",
    "Qwen2ForCausalLM", "Qwen3ForCausalLM", "GemmaForCausalLM", "Gemma2ForCausalLM",
    "PhiForCausalLM", "Phi3ForCausalLM", "GPTNeoForCausalLM", "GPTNeoXForCausalLM",
    "OPTForCausalLM", "BloomForCausalLM", "FalconForCausalLM", "StableLmForCausalLM",
    "Starcoder2ForCausalLM", "OlmoForCausalLM", "Olmo2ForCausalLM", "CohereForCausalLM",
    "MixtralForCausalLM", "MambaForCausalLM", "DebertaV2ForMaskedLM", "MPNetForMaskedLM",
    "FNetForMaskedLM", "RoFormerForMaskedLM", "ConvBertForMaskedLM", "SqueezeBertForMaskedLM",
    "NystromformerForMaskedLM", "CamembertForMaskedLM", "ErnieForMaskedLM",
    "GraniteForCausalLM", "SmolLM3ForCausalLM", "HeliumForCausalLM", "GlmForCausalLM",
    "BioGptForCausalLM", "XGLMForCausalLM", "PersimmonForCausalLM", "MptForCausalLM",
)  # fmt: skip
SEQUENCE_TO_SEQUENCE = (
    "T5ForConditionalGeneration", "BartForConditionalGeneration", "MarianMTModel",
    "PegasusForConditionalGeneration", "MBartForConditionalGeneration",
    "BlenderbotForConditionalGeneration", "ProphetNetForConditionalGeneration",
    "M2M100ForConditionalGeneration",
)  # fmt: skip
VISION = (
    "ViTModel", "DeiTModel", "BeitModel", "ConvNextModel", "ResNetModel", "Swinv2Model",
    "MobileNetV2Model", "Dinov2Model", "RegNetModel", "ConvNextV2Model",
)  # fmt: skip


def architectures() -> Iterator[Subject]:
    """A forward and backward pass of each model, in training mode."""
    for name in (*TEXT, *SEQUENCE_TO_SEQUENCE, *VISION):
        yield Subject(name, partial(_model, name))


def _model(name: str) -> tuple[list[torch.Tensor], Callable[[], Any]]:
    import transformers

    transformers.logging.set_verbosity_error()
    kind = getattr(transformers, name)
    config = _small(kind.config_class)
    torch.manual_seed(0)
    model = kind(config).train()
    torch.manual_seed(1)
    inputs = _inputs(name)
    parameters = [each for each in model.parameters() if each.requires_grad]
    return parameters, lambda: _loss(model(**inputs))


def _small(kind: Any) -> Any:
    config = kind()
    names = {**vars(config), **dict.fromkeys(kind.attribute_map)}
    settings = {key: value for key, value in SMALL.items() if key in names}
    return kind(**{**settings, **OWN.get(kind.__name__, {})})


def _inputs(name: str) -> dict[str, torch.Tensor]:
    if name in VISION:
        return {
            "pixel_values": torch.randn(
                1, 3, 16 if "iT" in name else 32, 16 if "iT" in name else 32
            )
        }
    tokens = torch.randint(3, 60, (1, 8))
    if name in SEQUENCE_TO_SEQUENCE:
        return {"input_ids": tokens, "decoder_input_ids": tokens}
    return {"input_ids": tokens}


def _loss(output: Any) -> torch.Tensor:
    found = output.get("logits")
    return (output[0] if found is None else found).float().pow(2).mean()
