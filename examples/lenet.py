"""LeNet-5 as it is written for PyTorch. GradLens reads this file and never runs it: no Python is needed."""
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


# gradlens: weights=lenet5.safetensors
class LeNet(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.conv3 = nn.Conv2d(16, 120, 5)
        self.pool = nn.AvgPool2d(2)
        self.fc1 = nn.Linear(120, 84)
        self.fc2 = nn.Linear(84, classes)

    def forward(self, x):
        x = self.pool(torch.tanh(self.conv1(x)))
        x = self.pool(torch.tanh(self.conv2(x)))
        x = torch.tanh(self.conv3(x))
        x = torch.flatten(x, 1)
        x = torch.tanh(self.fc1(x))
        return self.fc2(x)


def train(epochs=5):
    data = datasets.MNIST("data", download=True, transform=transforms.ToTensor())
    model = LeNet()
    loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(epochs):
        for images, labels in DataLoader(data, batch_size=64, shuffle=True):
            optimizer.zero_grad()
            loss(model(images), labels).backward()
            optimizer.step()
    torch.save(model.state_dict(), "lenet5.pt")


if __name__ == "__main__":
    train()
