"""The offline engine: everything that lets Pulumi run without a cloud account and without Pulumi's download site."""
