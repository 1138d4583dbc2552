"""A program whose every name tries to be markup."""

TITLE = "</script><script>window.pwned = 1</script> \"'&amp; \u202egnp.exe\u2066"

PROGRAM = """
import torch
from collections import OrderedDict

# </script><script>window.pwned = 2</script><!-- <script>
name = "</script><img src=x onerror=pwned=3>\\"'\\u202etxt"
model = torch.nn.Sequential(OrderedDict([(name, torch.nn.Linear(2, 1))]))
print("]]></script><svg onload=window.pwned=4>")
loss = model(torch.ones(1, 2)).sum()
loss.backward()
"""
